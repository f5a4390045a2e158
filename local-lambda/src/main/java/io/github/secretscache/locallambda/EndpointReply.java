package io.github.secretscache.locallambda;

import java.nio.charset.StandardCharsets;

/** What becomes of a request: an answer, or one of the two ways to be left without one. */
record EndpointReply(Ending ending, int status, String contentType, byte[] body) {

    enum Ending {
        /** The answer is sent. */
        SEND,
        /** The connection is reset. */
        RESET,
        /** Nothing is sent and the connection stays open until the client gives up. */
        HANG
    }

    static final EndpointReply RESET = new EndpointReply(Ending.RESET, 0, "", new byte[0]);
    static final EndpointReply HANG = new EndpointReply(Ending.HANG, 0, "", new byte[0]);

    static EndpointReply of(int status, String contentType, String body) {
        return new EndpointReply(Ending.SEND, status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the body: it may hold a secret. */
    @Override
    public String toString() {
        return ending + " " + status + " (" + body.length + " bytes)";
    }
}
