package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Answers the first request of a connection beyond the limit, then closes it. A health check is answered all the same. */
final class OverloadHandler implements HttpHandler {
    private final HttpHandler ping;

    OverloadHandler(HttpHandler ping) {
        this.ping = ping;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.setPersistent(false);
        if (RequestTarget.rawPath(exchange).equals(PingHandler.PATH)) {
            ping.handleRequest(exchange);
            return;
        }
        throw new RequestException(
                ErrorCode.TOO_MANY_CONNECTIONS, "Too many connections are open; reuse them or raise maxConnections.");
    }

    @Override
    public String toString() {
        return "overload(" + ping + ")";
    }
}
