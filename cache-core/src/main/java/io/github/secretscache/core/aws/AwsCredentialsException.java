package io.github.secretscache.core.aws;

/** The configured provider has no credentials. The message says which provider, and how it failed. */
final class AwsCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwsCredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
