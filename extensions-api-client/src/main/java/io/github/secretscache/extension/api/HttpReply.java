package io.github.secretscache.extension.api;

import org.jspecify.annotations.Nullable;

/** One complete HTTP reply. */
final class HttpReply {
    private final HttpHead head;
    private final byte[] body;
    private final boolean connectionReusable;

    HttpReply(HttpHead head, byte[] body, boolean connectionReusable) {
        this.head = head;
        this.body = body;
        this.connectionReusable = connectionReusable;
    }

    int status() {
        return head.status();
    }

    boolean isSuccess() {
        return head.status() >= 200 && head.status() < 300;
    }

    @Nullable
    String header(String name) {
        return head.header(name);
    }

    byte[] body() {
        return body;
    }

    boolean isConnectionReusable() {
        return connectionReusable;
    }
}
