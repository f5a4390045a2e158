package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** A step of a request that needs an open frontend. Like an {@code HttpHandler} it ends the exchange or passes it on. */
@FunctionalInterface
interface CacheHandler {
    void handle(HttpServerExchange exchange, Served served) throws Exception;
}
