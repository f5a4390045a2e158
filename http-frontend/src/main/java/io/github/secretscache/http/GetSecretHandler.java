package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.Freshness.Origin;
import io.undertow.server.HttpServerExchange;
import java.time.InstantSource;

/** Answers {@code GET /cache/{name}}: a hit at once, on the thread that read the request; a miss when it is fetched. */
final class GetSecretHandler implements CacheHandler {
    private final InstantSource clock;
    private final ErrorReply errors;

    GetSecretHandler(InstantSource clock, ErrorReply errors) {
        this.clock = clock;
        this.errors = errors;
    }

    @Override
    public void handle(HttpServerExchange exchange, SecretsCache cache) {
        SecretRequest request = SecretRequest.of(exchange);
        SecretId id = request.idIn(cache);
        if (request.refreshNow()) {
            Waiting.resume(exchange, cache.refresh(id), errors, (resumed, secret) -> {
                answer(resumed, secret, Origin.FORCED_FETCH, request);
            });
            return;
        }
        CachedSecret cached = cache.getIfCached(id);
        if (cached != null) {
            answer(exchange, cached, Origin.MEMORY, request);
            return;
        }
        Waiting.resume(exchange, cache.getAsync(id), errors, (resumed, secret) -> {
            answer(resumed, secret, secret.isStale() ? Origin.STALE_AFTER_FAILURE : Origin.FETCH, request);
        });
    }

    private void answer(HttpServerExchange exchange, CachedSecret secret, Origin origin, SecretRequest request) {
        new SecretResponse(secret.value(), Freshness.of(secret, clock.millis()), origin)
                .write(exchange, request.jsonKey());
    }

    @Override
    public String toString() {
        return "getSecret";
    }
}
