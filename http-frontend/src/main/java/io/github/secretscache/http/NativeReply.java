package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.undertow.server.HttpServerExchange;
import java.time.InstantSource;

/** Answers a native read with the secret itself. */
final class NativeReply implements SecretReply {
    private final InstantSource clock;

    NativeReply(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void write(HttpServerExchange exchange, SecretRequest request, CachedSecret secret, Origin origin) {
        new SecretResponse(secret.value(), Freshness.of(secret, clock.millis()), origin)
                .write(exchange, request.jsonKey());
    }
}
