package io.github.secretscache.extension.api;

import org.jspecify.annotations.Nullable;

/** A call of the Extensions API that was refused, or that could not be made. */
public final class ExtensionsApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String errorType;

    ExtensionsApiException(String message, int status, @Nullable String errorType, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.errorType = errorType;
    }

    /** {@return the HTTP status, or 0 if there was no reply} */
    public int status() {
        return status;
    }

    /** {@return Lambda's error type, such as {@code Extension.InvalidExtensionState}, or {@code null} if it gave none} */
    public @Nullable String errorType() {
        return errorType;
    }
}
