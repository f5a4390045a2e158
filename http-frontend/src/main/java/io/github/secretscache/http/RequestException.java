package io.github.secretscache.http;

/**
 * A request that is refused before it reaches the cache. Holds no secret's value, and no stack trace, because it is
 * not a bug.
 */
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RequestException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Begins like the service's own message. */
    static RequestException validation(String constraint) {
        return new RequestException(
                ErrorCode.VALIDATION, "1 validation error detected: " + constraint + ". (told by the secrets cache)");
    }

    ErrorCode code() {
        return code;
    }
}
