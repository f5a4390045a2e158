package io.github.secretscache.extension.api;

import org.jspecify.annotations.Nullable;

/**
 * A call of the Extensions API was refused, could not be made, or got an unusable reply. The message says which, with the
 * usual cause and fix if there is one; it is a single line and safe to log.
 *
 * <p>Retrying does not help: Lambda's API is inside the sandbox and would give the same answer.
 */
public final class ExtensionsApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String errorType;

    ExtensionsApiException(String message, int status, @Nullable String errorType, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.errorType = errorType;
    }

    /** {@return the HTTP status, or 0 if no whole reply came} */
    public int status() {
        return status;
    }

    /** {@return Lambda's error type, such as {@code Extension.InvalidExtensionState}, or {@code null} if it gave none} */
    public @Nullable String errorType() {
        return errorType;
    }
}
