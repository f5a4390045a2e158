package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import io.undertow.server.HttpServerExchange;
import java.time.InstantSource;

/** Answers a native read with the secret itself. */
final class NativeReply implements SecretReply {
    private final InstantSource clock;
    private final VersionMemo<SecretHead> heads = new VersionMemo<>(SecretHead::of);

    NativeReply(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void write(HttpServerExchange exchange, SecretRequest request, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        SecretHead head = heads.of(value);
        new SecretResponse(value, head, Freshness.of(secret, clock.millis()), origin)
                .write(exchange, request.jsonKey());
    }
}
