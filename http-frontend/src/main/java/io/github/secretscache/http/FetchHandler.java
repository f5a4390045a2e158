package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretsCache;
import io.undertow.server.HttpServerExchange;

/** Reads the cache: a hit is answered at once, on the thread that read the request; a miss when it is fetched. */
final class FetchHandler implements ReadHandler {
    private final ErrorReply errors;
    private final SecretReply reply;

    FetchHandler(ErrorReply errors, SecretReply reply) {
        this.errors = errors;
        this.reply = reply;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served, SecretRequest request) {
        SecretsCache cache = served.cache();
        if (request.refreshNow()) {
            Waiting.resume(exchange, cache.refresh(request.id()), errors, (resumed, secret) -> {
                reply.write(resumed, request, secret, Origin.FORCED_FETCH);
            });
            return;
        }
        CachedSecret cached = cache.getIfCached(request.id());
        if (cached != null) {
            reply.write(exchange, request, cached, Origin.MEMORY);
            return;
        }
        Waiting.resume(exchange, cache.getAsync(request.id()), errors, (resumed, secret) -> {
            reply.write(resumed, request, secret, secret.isStale() ? Origin.STALE_AFTER_FAILURE : Origin.FETCH);
        });
    }

    @Override
    public String toString() {
        return "fetch";
    }
}
