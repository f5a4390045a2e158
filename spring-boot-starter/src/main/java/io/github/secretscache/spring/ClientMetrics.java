package io.github.secretscache.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import org.jspecify.annotations.Nullable;

/** The client's reads as Micrometer's cache metrics, under the cache name secrets-cache. */
final class ClientMetrics extends CacheMeterBinder<CountingClient> {
    private final CountingClient client;

    ClientMetrics(CountingClient client) {
        super(client, "secrets-cache", Tags.empty());
        this.client = client;
    }

    @Override
    protected @Nullable Long size() {
        return null;
    }

    @Override
    protected long hitCount() {
        return client.hits();
    }

    @Override
    protected Long missCount() {
        return client.misses();
    }

    @Override
    protected @Nullable Long evictionCount() {
        return null;
    }

    @Override
    protected long putCount() {
        return client.misses();
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        FunctionCounter.builder("cache.read.failures", client, CountingClient::failures)
                .tags(getTagsWithCacheName())
                .description("Reads of secrets that failed")
                .register(registry);
    }
}
