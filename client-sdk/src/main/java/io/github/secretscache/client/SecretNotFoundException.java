package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** The server answered, and there is no such secret, version or stage. To ask again does not help. */
public final class SecretNotFoundException extends SecretsCacheException {
    /**
     * Makes one.
     *
     * @param secretName the secret that was asked for
     * @param message what happened and what to do; must not hold a value of a secret
     * @param cause what lies beneath, or null
     */
    public SecretNotFoundException(String secretName, String message, @Nullable Throwable cause) {
        super(secretName, message, cause);
    }
}
