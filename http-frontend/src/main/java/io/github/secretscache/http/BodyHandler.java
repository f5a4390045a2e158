package io.github.secretscache.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;

/**
 * Reads no body: a request that has one is answered, and its connection closed. Undertow by itself would read it all to
 * keep the connection, on the thread that everybody shares.
 */
final class BodyHandler implements HttpHandler {
    private final HttpHandler next;

    BodyHandler(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            Connectors.terminateRequest(exchange);
            // Of other methods it is more to the point that they are not allowed at all.
            if (exchange.getRequestMethod().equals(Methods.GET)
                    || exchange.getRequestMethod().equals(Methods.HEAD)) {
                throw new RequestException(ErrorCode.BODY_NOT_ALLOWED, "A request must not have a body.");
            }
        }
        next.handleRequest(exchange);
    }

    @Override
    public String toString() {
        return "noBody(" + next + ")";
    }
}
