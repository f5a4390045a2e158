package io.github.secretscache.locallambda;

/** What becomes of a request: an answer, or one of the two ways to be left without one. */
record EndpointReply(Ending ending, int status, String contentType, String body) {

    enum Ending {
        /** The answer is sent. */
        SEND,
        /** The connection is reset. */
        RESET,
        /** Nothing is sent and the connection stays open until the client gives up. */
        HANG
    }

    static final EndpointReply RESET = new EndpointReply(Ending.RESET, 0, "", "");
    static final EndpointReply HANG = new EndpointReply(Ending.HANG, 0, "", "");

    static EndpointReply of(int status, String contentType, String body) {
        return new EndpointReply(Ending.SEND, status, contentType, body);
    }

    /** Without the body: it may hold a secret. */
    @Override
    public String toString() {
        return ending + " " + status + " (" + body.length() + " characters)";
    }
}
