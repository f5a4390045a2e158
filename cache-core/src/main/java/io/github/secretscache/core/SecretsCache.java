package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The cache. Thread-safe. */
public final class SecretsCache implements AutoCloseable {
    private SecretsCache() {}

    /**
     * A cache over AWS Secrets Manager with the SDK's default region and credentials, and every option at its default.
     *
     * @return the cache
     */
    public static SecretsCache create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The identity behind a name: that of the listed secret served under it, else the secret of that name in the
     * default group.
     *
     * @param name a served name, a secret's name or an ARN
     * @return the identity
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public SecretId resolve(String name) {
        throw new UnsupportedOperationException();
    }

    /** {@return the listed secrets, in the order given} */
    public List<ListedSecret> listed() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a secret, waiting for a fetch where the freshness table asks for it.
     *
     * @param name a served name, a secret's name or an ARN
     * @return the secret, perhaps stale
     * @throws SecretSourceException if it cannot be had
     */
    public CachedSecret get(String name) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a secret, waiting for a fetch where the freshness table asks for it.
     *
     * @param id which
     * @return the secret, perhaps stale
     * @throws SecretSourceException if it cannot be had
     */
    public CachedSecret get(SecretId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a secret from memory only, without waiting and without allocating. A read within the
     * stale-while-revalidate window starts a refresh in the background.
     *
     * @param id which
     * @return the secret, or {@code null} where {@link #get(SecretId)} would wait or fail
     */
    public @Nullable CachedSecret getIfCached(SecretId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a secret without blocking the caller.
     *
     * @param id which
     * @return completes as {@link #get(SecretId)} returns or throws; an exception is not wrapped
     */
    public CompletableFuture<CachedSecret> getAsync(SecretId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Fetches a secret now, whatever is cached ({@code refreshNow}).
     *
     * @param id which
     * @return completes with the secret just fetched, or with the {@link SecretSourceException}
     */
    public CompletableFuture<CachedSecret> refresh(SecretId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Fetches secrets that are not cached yet, in as few calls as can be.
     *
     * @param ids which
     * @return completes when all are fetched or failed, with the failures; never exceptionally
     */
    public CompletableFuture<Map<SecretId, SecretSourceException>> prefetch(Collection<SecretId> ids) {
        throw new UnsupportedOperationException();
    }

    /**
     * Refreshes what is due, in parallel: listed secrets, and others read since their last refresh.
     *
     * @param deadline when to stop waiting, in wall-clock time
     * @return completes when that is done or the deadline is reached; never exceptionally
     */
    public CompletableFuture<Void> refreshDue(Instant deadline) {
        throw new UnsupportedOperationException();
    }

    /** {@return the state of every entry, without values} */
    public List<EntryStatus> entries() {
        throw new UnsupportedOperationException();
    }

    /** {@return the counters} */
    public SecretsCacheStats stats() {
        throw new UnsupportedOperationException();
    }

    /** Ends the threads and closes the source. Reads after it fail with {@code CLOSED}. Idempotent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Options of a {@link SecretsCache}. Not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /**
         * Where secrets come from; {@link SecretsManagerSource#create()} by default.
         *
         * @param source closed with the cache
         * @return this
         */
        public Builder source(SecretSource source) {
            return this;
        }

        /**
         * The wall clock; the system's by default.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            return this;
        }

        /**
         * How long a value is fresh, 10 minutes by default; zero turns caching off.
         *
         * @param ttl zero or more
         * @return this
         */
        public Builder ttl(Duration ttl) {
            return this;
        }

        /**
         * How long after its ttl a value is still answered at once while a refresh runs; by default the smaller of 10 %
         * of the ttl and 60 s.
         *
         * @param window zero or more
         * @return this
         */
        public Builder staleWhileRevalidate(Duration window) {
            return this;
        }

        /**
         * How long after its ttl a value may be served when refreshing fails for a transient reason, 1 h by default.
         *
         * @param window zero or more, at least {@code staleWhileRevalidate}
         * @return this
         */
        public Builder staleIfError(Duration window) {
            return this;
        }

        /**
         * How long a read waits for a fetch, and after how long a fetch is abandoned, 4 s by default.
         *
         * @param timeout more than zero
         * @return this
         */
        public Builder requestTimeout(Duration timeout) {
            return this;
        }

        /**
         * How many bytes are held at most, 8 MiB by default.
         *
         * @param bytes more than zero
         * @return this
         */
        public Builder maxBytes(long bytes) {
            return this;
        }

        /**
         * How many fetches run at a time at most, 8 by default.
         *
         * @param fetches 1 or more
         * @return this
         */
        public Builder maxConcurrentFetches(int fetches) {
            return this;
        }

        /**
         * The secrets to keep whether read or not.
         *
         * @param secrets the listed secrets
         * @return this
         */
        public Builder secrets(Collection<ListedSecret> secrets) {
            return this;
        }

        /**
         * Hears of version changes.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(SecretVersionListener listener) {
            return this;
        }

        /** {@return the cache} */
        public SecretsCache build() {
            return new SecretsCache();
        }
    }
}
