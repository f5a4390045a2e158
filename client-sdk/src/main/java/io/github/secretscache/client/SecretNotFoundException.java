package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** The server answered, and there is no such secret, version or stage. Asking again does not help. */
public final class SecretNotFoundException extends SecretsCacheException {
    /**
     * Creates the exception.
     *
     * @param secretName the secret that was asked for
     * @param message what happened and what to do; must not hold a value of a secret
     * @param cause the cause, or null
     */
    public SecretNotFoundException(String secretName, String message, @Nullable Throwable cause) {
        super(secretName, message, cause);
    }
}
