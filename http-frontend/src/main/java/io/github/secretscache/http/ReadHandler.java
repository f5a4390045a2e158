package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** A step of a request of which it is known which secret it asks for. */
@FunctionalInterface
interface ReadHandler {
    void handle(HttpServerExchange exchange, Served served, SecretRequest request) throws Exception;
}
