package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;

/**
 * A secret as the cache hands it out: the value, when it was fetched, and whether it was fresh or stale when it was
 * read. Immutable and thread-safe; its {@link #toString()} does not hold the payload.
 */
public final class CachedSecret {
    private final SecretValue value;
    private final Instant fetchedAt;
    private final Duration ttl;
    private final Duration staleWhileRevalidate;
    private final boolean stale;

    CachedSecret(SecretValue value, Instant fetchedAt, Duration ttl, Duration staleWhileRevalidate, boolean stale) {
        this.value = value;
        this.fetchedAt = fetchedAt;
        this.ttl = ttl;
        this.staleWhileRevalidate = staleWhileRevalidate;
        this.stale = stale;
    }

    /** {@return the value} */
    public SecretValue value() {
        return value;
    }

    /** {@return when the fetch that brought the value began, in wall-clock time: the value is not older than that} */
    public Instant fetchedAt() {
        return fetchedAt;
    }

    /** {@return how long after {@link #fetchedAt()} the value is fresh: the entry's ttl, shortened by its jitter} */
    public Duration ttl() {
        return ttl;
    }

    /** {@return how long after its ttl the value is still answered at once while a refresh runs} */
    public Duration staleWhileRevalidate() {
        return staleWhileRevalidate;
    }

    /** {@return whether the value was older than its {@link #ttl()} when it was read} */
    public boolean isStale() {
        return stale;
    }

    /** {@return name, version, freshness and length, never the payload} */
    @Override
    public String toString() {
        return "CachedSecret[" + value + ", fetchedAt=" + fetchedAt + ", ttl=" + ttl
                + (stale ? ", stale]" : ", fresh]");
    }
}
