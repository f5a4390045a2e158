package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Turns whatever fails inside it into a reply. */
final class ErrorBoundaryHandler implements HttpHandler {
    private final ErrorReply errors;
    private final HttpHandler next;

    ErrorBoundaryHandler(ErrorReply errors, HttpHandler next) {
        this.errors = errors;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        try {
            next.handleRequest(exchange);
        } catch (Exception e) {
            errors.write(exchange, e);
        }
    }

    @Override
    public String toString() {
        return "errors(" + next + ")";
    }
}
