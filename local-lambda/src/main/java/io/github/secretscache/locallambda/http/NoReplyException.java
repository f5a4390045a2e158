package io.github.secretscache.locallambda.http;

/** There is nobody to answer a request any more, so its connection is closed: its sandbox has ended. */
public final class NoReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoReplyException() {
        super("the sandbox has ended");
    }
}
