package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/**
 * A secret could not be read or used. The message names the secret, the address that was asked, the cause, and what to do;
 * it never holds a value. The subclasses are the cases that a function can act on.
 *
 * <p>The constructor is public so that a fake client in a test can fail.
 */
public class SecretsCacheException extends RuntimeException {
    private final String secretName;

    /**
     * Creates the exception.
     *
     * @param secretName the secret that was asked for
     * @param message what happened and what to do; must not hold a value of a secret
     * @param cause the cause, or null
     */
    public SecretsCacheException(String secretName, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.secretName = secretName;
    }

    /** {@return the name or ARN of the secret, as it was asked for} */
    public final String secretName() {
        return secretName;
    }
}
