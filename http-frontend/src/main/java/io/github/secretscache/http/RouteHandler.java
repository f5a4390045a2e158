package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Chooses by path. */
final class RouteHandler implements HttpHandler {
    private final HttpHandler ping;
    private final HttpHandler secret;

    RouteHandler(HttpHandler ping, HttpHandler secret) {
        this.ping = ping;
        this.secret = secret;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = RequestTarget.rawPath(exchange);
        if (path.startsWith(SecretRequest.PATH)) {
            secret.handleRequest(exchange);
        } else if (path.equals("/ping")) {
            ping.handleRequest(exchange);
        } else {
            throw new RequestException(
                    ErrorCode.PATH_NOT_FOUND, "Nothing is served at this path; secrets are at /cache/{name}.");
        }
    }

    @Override
    public String toString() {
        return "route[/ping " + ping + ", /cache/ " + secret + "]";
    }
}
