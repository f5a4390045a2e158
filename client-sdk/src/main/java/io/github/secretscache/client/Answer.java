package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** How a read ended. */
sealed interface Answer {
    /** {@return the secret, or throws what went wrong} */
    Secret secretOrThrow();

    /** What to do about a failure. */
    enum Kind {
        NOT_FOUND("was not found"),
        ACCESS_DENIED("may not be read"),
        UNAVAILABLE("is not available"),
        /** Unavailable, because nothing listens at the address. */
        NOBODY_THERE("is not available"),
        OTHER("cannot be read");

        private final String predicate;

        Kind(String predicate) {
            this.predicate = predicate;
        }
    }

    /**
     * A secret.
     *
     * @param etag to be sent when it is asked for again; null if the server gave none
     */
    record Success(Secret secret, @Nullable String etag) implements Answer {
        @Override
        public Secret secretOrThrow() {
            return secret;
        }
    }

    /**
     * A failure; each thread that hears of it makes its own exception.
     *
     * @param retry whether another attempt within the same call may do better
     */
    record Failure(
            Kind kind,
            boolean retry,
            String secretName,
            String message,
            @Nullable Throwable cause) implements Answer {

        /**
         * {@return a failure with the message {@code Secret "name" was not found: happened. Fix.}}
         *
         * @param happened what happened, in a form that follows a colon
         * @param fix what to do, as one sentence or more
         */
        static Failure of(Kind kind, SecretRequest request, String happened, String fix) {
            String subject = "Secret \"" + request.name() + "\""
                    + (request.versionStage() == null ? "" : " at stage " + request.versionStage());
            return new Failure(
                    kind, false, request.name(), subject + " " + kind.predicate + ": " + happened + ". " + fix, null);
        }

        Failure retried(boolean retry) {
            return new Failure(kind, retry, secretName, message, cause);
        }

        Failure because(Throwable cause) {
            return new Failure(kind, retry, secretName, message, cause);
        }

        /** {@return whether the secret is gone or refused, so that no kept value may be used any more} */
        boolean isDefinitive() {
            return kind == Kind.NOT_FOUND || kind == Kind.ACCESS_DENIED;
        }

        @Override
        public Secret secretOrThrow() {
            throw exception();
        }

        private SecretsCacheException exception() {
            return switch (kind) {
                case NOT_FOUND -> new SecretNotFoundException(secretName, message, cause);
                case ACCESS_DENIED -> new SecretAccessDeniedException(secretName, message, cause);
                case UNAVAILABLE, NOBODY_THERE -> new SecretsCacheUnavailableException(secretName, message, cause);
                case OTHER -> new SecretsCacheException(secretName, message, cause);
            };
        }
    }
}
