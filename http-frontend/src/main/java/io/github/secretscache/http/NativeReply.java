package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import io.undertow.server.HttpServerExchange;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** Answers a native read with the secret itself. */
final class NativeReply implements SecretReply {
    private final InstantSource clock;

    /** By identity, which is what a {@code SecretValue} is equal by; gone with the cache's entry. */
    private final Map<SecretValue, SecretHead> heads = Collections.synchronizedMap(new WeakHashMap<>());

    NativeReply(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void write(HttpServerExchange exchange, SecretRequest request, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        SecretHead head = heads.computeIfAbsent(value, SecretHead::of);
        new SecretResponse(value, head, Freshness.of(secret, clock.millis()), origin)
                .write(exchange, request.jsonKey());
    }
}
