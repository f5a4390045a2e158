package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a value is, in the whole seconds of HTTP: rounded so that a reader never keeps it longer than the cache
 * would.
 *
 * @param ageSeconds time since the fetch, rounded up
 * @param maxAgeSeconds the entry's whole ttl, rounded down
 * @param staleSeconds its stale-while-revalidate, rounded down
 * @param replica the replica region that the value came from; {@code null} if it is the group's own
 * @param origin where this reply took the value from
 */
record FreshnessHeaders(
        long ageSeconds,
        long maxAgeSeconds,
        long staleSeconds,
        @Nullable String replica,
        Origin origin) {
    static FreshnessHeaders of(CachedSecret secret, Origin origin, long nowMillis) {
        long ageMillis = Math.max(0, nowMillis - secret.fetchedAt().toEpochMilli());
        return new FreshnessHeaders(
                (ageMillis + 999) / 1000,
                secret.ttl().toSeconds(),
                secret.staleWhileRevalidate().toSeconds(),
                secret.replica(),
                origin);
    }

    String cacheControl() {
        return "private, max-age=" + maxAgeSeconds + ", stale-while-revalidate=" + staleSeconds;
    }

    /** {@return the {@code Cache-Status} of RFC 9211: where the reply came from, and how long it is still fresh} */
    String cacheStatus() {
        // A value past its stale-while-revalidate window replaces one that could not be fetched.
        boolean isStandIn = origin == Origin.MEMORY && ageSeconds > maxAgeSeconds + staleSeconds;
        Origin told = isStandIn ? Origin.STALE_AFTER_FAILURE : origin;
        String status = told.cacheStatus() + "; ttl=" + (maxAgeSeconds - ageSeconds);
        return replica == null ? status : status + "; detail=replica:" + replica;
    }

    /** By hand, as {@link #hashCode()}: a record's own are linked at run time, in the middle of an early read. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FreshnessHeaders same
                && ageSeconds == same.ageSeconds
                && maxAgeSeconds == same.maxAgeSeconds
                && staleSeconds == same.staleSeconds
                && origin == same.origin
                && Objects.equals(replica, same.replica);
    }

    @Override
    public int hashCode() {
        long seconds = 31 * (31 * ageSeconds + maxAgeSeconds) + staleSeconds;
        return 31 * (31 * Long.hashCode(seconds) + Objects.hashCode(replica)) + origin.hashCode();
    }
}
