package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** Says that HTTP is up, with or without a cache behind it. */
final class PingHandler implements HttpHandler {
    static final String PATH = "/ping";

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseSender().send("healthy");
    }

    @Override
    public String toString() {
        return "ping";
    }
}
