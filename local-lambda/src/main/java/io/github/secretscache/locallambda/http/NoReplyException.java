package io.github.secretscache.locallambda.http;

/** Nobody can answer the request any more, because its sandbox has ended; the connection is closed. */
public final class NoReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoReplyException() {
        super("the sandbox has ended");
    }
}
