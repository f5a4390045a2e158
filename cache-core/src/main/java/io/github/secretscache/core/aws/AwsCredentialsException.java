package io.github.secretscache.core.aws;

/** The provider of credentials that was set up gives none. Its message says which, and how it failed. */
final class AwsCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwsCredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
