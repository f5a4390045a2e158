package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** How one family of paths tells its readers that a request failed. */
@FunctionalInterface
interface ErrorReply {
    void write(HttpServerExchange exchange, Throwable failure);
}
