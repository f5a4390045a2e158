package io.github.secretscache.locallambda;

/** A request that is refused; carries the refusal. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiReply reply;

    private ApiException(String message, ApiReply reply) {
        super(message);
        this.reply = reply;
    }

    static ApiException forbidden(String type, String message) {
        return of(403, type, message);
    }

    static ApiException of(int status, String type, String message) {
        return new ApiException(type + ": " + message, ApiReply.error(status, type, message));
    }

    ApiReply reply() {
        return reply;
    }
}
