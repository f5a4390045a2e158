package io.github.secretscache.locallambda.sandbox;

/** A file of the layer that cannot be started. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    LaunchException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@code PermissionDenied}, {@code UnknownError} or {@code TooManyExtensions}. */
    String reason() {
        return reason;
    }
}
