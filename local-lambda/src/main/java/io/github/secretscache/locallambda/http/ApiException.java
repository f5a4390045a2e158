package io.github.secretscache.locallambda.http;

/** A request that is refused; carries the refusal. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiReply reply;

    public ApiException(String message, ApiReply reply) {
        super(message);
        this.reply = reply;
    }

    public static ApiException forbidden(String type, String message) {
        return of(403, type, message);
    }

    public static ApiException of(int status, String type, String message) {
        return new ApiException(type + ": " + message, ApiReply.error(status, type, message));
    }

    public ApiReply reply() {
        return reply;
    }
}
