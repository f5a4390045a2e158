package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret as the cache returns it: the value, when it was fetched and from where, and whether it was fresh or stale
 * when it was read. Immutable and thread-safe; its {@link #toString()} does not hold the payload.
 */
public final class CachedSecret {
    private final SecretValue value;
    private final Freshness freshness;
    private final @Nullable String replica;

    private CachedSecret(SecretValue value, Freshness freshness, @Nullable String replica) {
        this.value = value;
        this.freshness = freshness;
        this.replica = replica;
    }

    /**
     * How old a value is and may become.
     *
     * @param fetchedAt when the fetch that returned the value began, in wall-clock time
     * @param ttl how long after that it is fresh
     * @param staleWhileRevalidate how long after its ttl it is still answered at once
     * @param isStale whether it was older than its ttl when it was read
     */
    public record Freshness(Instant fetchedAt, Duration ttl, Duration staleWhileRevalidate, boolean isStale) {
        /** Checks that nothing is missing. */
        public Freshness {
            Objects.requireNonNull(fetchedAt, "fetchedAt");
            Objects.requireNonNull(ttl, "ttl");
            Objects.requireNonNull(staleWhileRevalidate, "staleWhileRevalidate");
        }
    }

    /**
     * A secret as a cache would return it, for tests of code that reads secrets.
     *
     * @param value the value
     * @param freshness how old it is
     * @return the secret, from no replica
     */
    public static CachedSecret of(SecretValue value, Freshness freshness) {
        return of(value, freshness, null);
    }

    static CachedSecret of(SecretValue value, Freshness freshness, @Nullable String replica) {
        return new CachedSecret(
                Objects.requireNonNull(value, "value"), Objects.requireNonNull(freshness, "freshness"), replica);
    }

    /** {@return the value} */
    public SecretValue value() {
        return value;
    }

    /**
     * The payload of a text secret, short for {@code value().asString()}.
     *
     * @return the text
     * @throws IllegalStateException if the secret is binary
     */
    public String asString() {
        return value.asString();
    }

    /** {@return when the fetch that returned the value began, in wall-clock time: the value is not older than that} */
    public Instant fetchedAt() {
        return freshness.fetchedAt;
    }

    /** {@return how long after {@link #fetchedAt()} the value is fresh: the entry's ttl, shortened by its jitter} */
    public Duration ttl() {
        return freshness.ttl;
    }

    /** {@return how long after its ttl the value is still answered at once while a refresh runs} */
    public Duration staleWhileRevalidate() {
        return freshness.staleWhileRevalidate;
    }

    /** {@return whether the value was older than its {@link #ttl()} when it was read} */
    public boolean isStale() {
        return freshness.isStale;
    }

    /**
     * Where the value came from, if not from the group's own region.
     *
     * @return the replica region, such as {@code eu-west-1}; {@code null} if the value came from the group's own
     * @see SecretGroup#replicas()
     */
    public @Nullable String replica() {
        return replica;
    }

    /** {@return name, version, freshness and length, never the payload} */
    @Override
    public String toString() {
        return "CachedSecret[" + value + ", fetchedAt=" + fetchedAt() + ", ttl=" + ttl()
                + (replica == null ? "" : ", replica=" + replica) + (isStale() ? ", stale]" : ", fresh]");
    }
}
