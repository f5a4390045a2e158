package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** How a read ended. */
sealed interface ReadResult permits ReadResult.Success, ReadFailure {
    /** {@return the secret, or throws what went wrong} */
    Secret secretOrThrow();

    /**
     * A secret.
     *
     * @param etag to be sent when it is asked for again; null if the server gave none
     */
    record Success(Secret secret, @Nullable String etag) implements ReadResult {
        @Override
        public Secret secretOrThrow() {
            return secret;
        }
    }
}
