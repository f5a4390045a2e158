package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** Refuses a name outside the allow list, by the name as it was asked for: what is not matched stays closed. */
final class AllowListHandler implements ReadHandler {
    private final ReadHandler next;

    AllowListHandler(ReadHandler next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served, SecretRequest request) throws Exception {
        if (!served.options().allows(request.name())) {
            throw new RequestException(
                    ErrorCode.NAME_NOT_ALLOWED,
                    "The name " + Excerpt.of(request.name()) + " is not on the list of allowed names (server.allow).");
        }
        next.handle(exchange, served, request);
    }

    @Override
    public String toString() {
        return "allow(" + next + ")";
    }
}
