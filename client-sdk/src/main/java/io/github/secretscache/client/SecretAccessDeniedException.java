package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** The function's role, its token or the server's allow-list does not allow this read. Asking again does not help. */
public final class SecretAccessDeniedException extends SecretsCacheException {
    /**
     * Creates the exception.
     *
     * @param secretName the secret that was asked for
     * @param message what happened and what to do; must not hold a value of a secret
     * @param cause the cause, or null
     */
    public SecretAccessDeniedException(String secretName, String message, @Nullable Throwable cause) {
        super(secretName, message, cause);
    }
}
