package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.undertow.server.HttpServerExchange;

/** How one family of paths answers with a secret. */
@FunctionalInterface
interface SecretReply {
    void write(HttpServerExchange exchange, SecretRequest request, CachedSecret secret, Origin origin);
}
