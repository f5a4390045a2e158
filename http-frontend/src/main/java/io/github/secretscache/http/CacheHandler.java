package io.github.secretscache.http;

import io.github.secretscache.core.SecretsCache;
import io.undertow.server.HttpServerExchange;

/** A step of a request that needs the cache. Like an {@code HttpHandler} it ends the exchange or passes it on. */
@FunctionalInterface
interface CacheHandler {
    void handle(HttpServerExchange exchange, SecretsCache cache) throws Exception;
}
