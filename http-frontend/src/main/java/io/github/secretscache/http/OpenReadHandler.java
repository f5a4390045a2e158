package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/**
 * Lets a listed secret, as it is configured, be read without a token, so that functions written for the original work
 * unchanged; everything else, and that too where the options say so, needs the token.
 */
final class OpenReadHandler implements ReadHandler {
    private final ReadHandler next;

    OpenReadHandler(ReadHandler next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served, SecretRequest request) throws Exception {
        boolean open = request.asConfigured()
                && !served.options().requireToken()
                && served.listed().contains(request.id());
        if (!open && !TokenCheck.passes(exchange, served)) {
            throw TokenCheck.refusal(exchange, served);
        }
        next.handle(exchange, served, request);
    }

    @Override
    public String toString() {
        return "openRead(" + next + ")";
    }
}
