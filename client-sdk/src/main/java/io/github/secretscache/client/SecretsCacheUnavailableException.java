package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/**
 * No usable answer came in time: nothing listens, the server is not ready or fails, or it cannot reach Secrets Manager.
 * Asking again later can help.
 */
public final class SecretsCacheUnavailableException extends SecretsCacheException {
    /**
     * Creates the exception.
     *
     * @param secretName the secret that was asked for
     * @param message what happened and what to do; must not hold a value of a secret
     * @param cause the cause, or null
     */
    public SecretsCacheUnavailableException(String secretName, String message, @Nullable Throwable cause) {
        super(secretName, message, cause);
    }
}
