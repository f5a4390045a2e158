package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** Refuses every request without the token. */
final class TokenCheckHandler implements CacheHandler {
    private final CacheHandler next;

    TokenCheckHandler(CacheHandler next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served) throws Exception {
        if (!TokenCheck.passes(exchange, served)) {
            throw TokenCheck.refusal(exchange, served);
        }
        next.handle(exchange, served);
    }

    @Override
    public String toString() {
        return "token(" + next + ")";
    }
}
