package io.github.secretscache.http;

import io.github.secretscache.core.SecretSourceException;
import io.github.secretscache.core.SecretSourceException.Reason;
import io.github.secretscache.core.SecretsCache;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where requests wait until there is a cache to read. Thread-safe. */
final class CacheGate {
    private final CompletableFuture<SecretsCache> opened = new CompletableFuture<>();

    void open(SecretsCache cache) {
        if (!opened.complete(cache)) {
            throw new IllegalStateException("this frontend already serves a cache or is closed");
        }
    }

    /** Lets those who still wait go, with an error. */
    void close() {
        opened.completeExceptionally(new SecretSourceException(
                Reason.CLOSED, "The secrets cache is shutting down before it was ready to serve.", null));
    }

    /** {@return the cache, or {@code null} if it is not there yet} */
    @Nullable
    SecretsCache cacheIfOpen() {
        return opened.isCompletedExceptionally() ? null : opened.getNow(null);
    }

    /** {@return completes with the cache} */
    CompletableFuture<SecretsCache> whenOpen() {
        return opened;
    }
}
