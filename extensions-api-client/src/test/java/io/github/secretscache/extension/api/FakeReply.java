package io.github.secretscache.extension.api;

import java.nio.charset.StandardCharsets;

/** A reply of the server, with {@code Content-Length}. */
final class FakeReply {
    private final StringBuilder head = new StringBuilder();
    private final byte[] body;

    FakeReply(int status, String body) {
        this.body = body.getBytes(StandardCharsets.UTF_8);
        head.append("HTTP/1.1 ").append(status).append(" Some Reason\r\n");
        header("Content-Length", Integer.toString(this.body.length));
    }

    FakeReply header(String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    byte[] bytes() {
        byte[] start = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
