package io.github.secretscache.core.micrometer;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.SecretsCacheStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a {@link SecretsCache} as meters of Micrometer, which the program must add: {@code cache.gets},
 * {@code cache.size} and the others of every cache, and {@code cache.gets.stale}, {@code cache.load}, {@code
 * cache.load.duration} and {@code cache.bytes}. No meter holds a secret's name or value. The cache is referred to
 * weakly.
 */
public final class SecretsCacheMetrics extends CacheMeterBinder<SecretsCache> {
    private SecretsCacheMetrics(SecretsCache cache, String cacheName, Iterable<Tag> tags) {
        super(cache, cacheName, tags);
    }

    /**
     * {@return a binder, to be bound to a registry or made a bean}
     *
     * @param cache the cache
     * @param cacheName the value of the tag {@code cache}
     * @param tags further tags of each meter
     */
    public static SecretsCacheMetrics of(SecretsCache cache, String cacheName, Iterable<Tag> tags) {
        return new SecretsCacheMetrics(cache, cacheName, tags);
    }

    @Override
    protected @Nullable Long size() {
        return count(SecretsCacheStats::entries);
    }

    @Override
    protected long hitCount() {
        return count(stats -> stats.hits() + stats.staleHits());
    }

    @Override
    protected @Nullable Long missCount() {
        return count(SecretsCacheStats::misses);
    }

    @Override
    protected @Nullable Long evictionCount() {
        return count(SecretsCacheStats::evictions);
    }

    @Override
    protected long putCount() {
        return count(SecretsCacheStats::loads);
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        SecretsCache cache = getCache();
        if (cache == null) {
            return;
        }
        FunctionCounter.builder("cache.gets.stale", cache, counted(SecretsCacheStats::staleHits))
                .tags(getTagsWithCacheName())
                .description("Reads answered with a value older than its time to live")
                .register(registry);
        load(registry, cache, "success", counted(SecretsCacheStats::loads));
        load(registry, cache, "failure", counted(SecretsCacheStats::loadFailures));
        FunctionTimer.builder(
                        "cache.load.duration",
                        cache,
                        counting -> counting.stats().loads() + counting.stats().loadFailures(),
                        counting -> counting.stats().totalLoadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(getTagsWithCacheName())
                .description("Time spent in fetches")
                .register(registry);
        Gauge.builder("cache.bytes", cache, counted(SecretsCacheStats::bytes))
                .tags(getTagsWithCacheName())
                .description("Memory that the secrets take")
                .baseUnit("bytes")
                .register(registry);
    }

    private void load(
            MeterRegistry registry, SecretsCache cache, String result, ToDoubleFunction<SecretsCache> number) {
        FunctionCounter.builder("cache.load", cache, number)
                .tags(getTagsWithCacheName())
                .tag("result", result)
                .description("Fetches from the source of the secrets")
                .register(registry);
    }

    private static ToDoubleFunction<SecretsCache> counted(ToLongFunction<SecretsCacheStats> counter) {
        return cache -> counter.applyAsLong(cache.stats());
    }

    private long count(ToLongFunction<SecretsCacheStats> counter) {
        SecretsCache cache = getCache();
        return cache == null ? 0 : counter.applyAsLong(cache.stats());
    }
}
