package io.github.secretscache.core;

import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What Caffeine calls to load and to reload a key. Neither ever fails: a failure is part of the entry. */
final class CaffeineLoader implements AsyncCacheLoader<SecretId, Entry> {
    private final Fetches fetches;
    private final FreshnessRule rule;
    private final WallTime time;

    CaffeineLoader(Fetches fetches, FreshnessRule rule, WallTime time) {
        this.fetches = fetches;
        this.rule = rule;
        this.time = time;
    }

    @Override
    public CompletableFuture<Entry> asyncLoad(SecretId id, Executor executor) {
        return fetches.join(id);
    }

    /** Caffeine knows one interval for all keys; whether this one is due, the rule says. */
    @Override
    public CompletableFuture<Entry> asyncReload(SecretId id, Entry entry, Executor executor) {
        boolean due = !fetches.isClosed() && rule.verdict(entry, time.now()).isDue();
        return due ? fetches.join(id) : CompletableFuture.completedFuture(entry);
    }
}
