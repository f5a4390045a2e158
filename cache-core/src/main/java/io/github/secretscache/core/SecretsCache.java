package io.github.secretscache.core;

import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets in memory, refreshes them, and survives an outage of where they come from. Thread-safe.
 *
 * <p>What a read gets depends on the age of the value, which counts in wall-clock time from the begin of the fetch that
 * brought it:
 *
 * <ul>
 *   <li>younger than the ttl: the value, <em>fresh</em>;
 *   <li>less than {@code staleWhileRevalidate} older: the old value at once, marked {@linkplain CachedSecret#isStale()
 *       stale}, while one refresh starts in the background;
 *   <li>older still, or never fetched: the read waits for the one fetch in flight. If that fails for a {@linkplain
 *       SecretFetchException.Reason#isTransient() transient} reason, or takes more than a second, and the value is less
 *       than {@code staleIfError} older than its ttl: the old value, marked stale. Else the error.
 * </ul>
 *
 * <p>The ttl is shortened by up to 10 %, so that processes started at the same time drift apart. Any other failure than a
 * transient one drops the value. After a failure a key rests for 1 s, doubling up to 60 s: meanwhile reads get the stale
 * value or the remembered error at once. No read waits longer than {@code requestTimeout}, by the wall clock.
 *
 * <p>Nothing is fetched unless it is asked for: {@link #prefetch} warms the cache up, and {@link #refreshDue}, called
 * every now and then, keeps reads from waiting; {@link Builder#refreshInBackground()} does both. Threads are daemons, their number does not depend on the number of
 * secrets, and they end when idle. An action chained to a future from here may run on one of them and must not block.
 */
public final class SecretsCache implements AutoCloseable {
    /** How long a value is fresh unless the builder says otherwise: 10 minutes. */
    public static final Duration DEFAULT_TTL = Duration.ofMinutes(10);

    /**
     * The longest stale-while-revalidate unless the builder says otherwise: 60 s. It is less for a secret whose ttl is
     * under 10 minutes.
     */
    public static final Duration DEFAULT_STALE_WHILE_REVALIDATE = Duration.ofSeconds(60);

    /** How long after its ttl a value may stand in for a failed refresh unless the builder says otherwise: 1 hour. */
    public static final Duration DEFAULT_STALE_IF_ERROR = Duration.ofHours(1);

    /** How long a read waits, and a call takes, at most unless the builder says otherwise: 4 s. */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(4);

    /** How many bytes are held at most unless the builder says otherwise: 8 MiB. */
    public static final long DEFAULT_MAX_BYTES = 8L << 20;

    /** How many fetches of a group run at a time unless the builder says otherwise: 8. */
    public static final int DEFAULT_MAX_CONCURRENT_FETCHES = 8;

    private final CacheInternals internals;

    private SecretsCache(CacheInternals internals) {
        this.internals = internals;
    }

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
        return internals.listed().resolve(name);
    }

    /** {@return the listed secrets, in the order given} */
    public List<ListedSecret> listed() {
        return internals.listed().secrets();
    }

    /**
     * Reads a secret, waiting for a fetch where the table above asks for it.
     *
     * @param name a served name, a secret's name or an ARN
     * @return the secret, perhaps stale
     * @throws SecretFetchException if it cannot be had, if the cache is closed, or if the thread is interrupted while it
     *     waits (its interrupt status stays set)
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public CachedSecret get(String name) {
        return get(resolve(name));
    }

    /**
     * Reads a secret, waiting for a fetch where the table above asks for it.
     *
     * @param id which
     * @return the secret, perhaps stale
     * @throws SecretFetchException if it cannot be had, if the cache is closed, or if the thread is interrupted while it
     *     waits (its interrupt status stays set)
     */
    public CachedSecret get(SecretId id) {
        Objects.requireNonNull(id, "id");
        internals.checkOpen();
        return internals.reads().blocking(id);
    }

    /**
     * Reads a secret from memory only, without waiting and, within its ttl, without allocating. A read within the
     * stale-while-revalidate window starts a refresh in the background.
     *
     * @param id which
     * @return the secret, or {@code null} where {@link #get(SecretId)} would wait or fail; that counts as no read
     */
    public @Nullable CachedSecret getIfCached(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed() ? null : internals.reads().now(id);
    }

    /**
     * Reads a secret without blocking the caller.
     *
     * @param id which
     * @return completes as {@link #get(SecretId)} returns or throws; an exception is not wrapped
     */
    public CompletableFuture<CachedSecret> getAsync(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed()
                ? CompletableFuture.failedFuture(Failures.closed())
                : internals.reads().async(id);
    }

    /**
     * Fetches a secret now, whatever is cached ({@code refreshNow}), by a call that begins after this one. There is at
     * most one such call a second for each key; whoever asks within that second shares the next one. So it may take a
     * second more than {@code requestTimeout}.
     *
     * @param id which
     * @return completes with the secret just fetched, or with the {@link SecretFetchException}: a transient failure keeps
     *     the old value, any other drops it
     */
    public CompletableFuture<CachedSecret> refresh(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed() ? CompletableFuture.failedFuture(Failures.closed()) : internals.refresh(id);
    }

    /**
     * Fetches secrets that cannot be served from memory, in as few calls as can be. One that fails does not spoil the
     * rest, and a transient failure does not make its key rest. With a ttl of zero nothing is fetched.
     *
     * @param ids which
     * @return completes when all are fetched or failed, with the failures; never exceptionally
     */
    public CompletableFuture<Map<SecretId, SecretFetchException>> prefetch(Collection<SecretId> ids) {
        return internals.prefetch(List.copyOf(ids));
    }

    /**
     * Refreshes what is due, in parallel: listed secrets, and others read since their last refresh. What failed is tried
     * again when it has rested.
     *
     * @param deadline when to stop waiting, in wall-clock time; what is in flight then goes on
     * @return completes when that is done or the deadline is reached; never exceptionally
     */
    public CompletableFuture<Void> refreshDue(Instant deadline) {
        return internals.refreshDue(deadline);
    }

    /**
     * Tells a listener of version changes too, from now on.
     *
     * @param listener the listener; held until it is removed
     */
    public void addListener(SecretVersionListener listener) {
        internals.changes().add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Ends what {@link #addListener} began; does nothing if it did not.
     *
     * @param listener the listener
     */
    public void removeListener(SecretVersionListener listener) {
        internals.changes().remove(listener);
    }

    /** {@return the state of every entry and every listed secret, without values} */
    public List<EntryStatus> entries() {
        return internals.entries();
    }

    /** {@return the counters} */
    public SecretsCacheStats stats() {
        return internals.stats();
    }

    /** {@return how long calls of the source took} */
    public FetchTimes fetchTimes() {
        return internals.fetchTimes();
    }

    /** {@return how the fetches of each group stand, by name} */
    public List<GroupStatus> groups() {
        return internals.groups();
    }

    /**
     * The age of the listed secret that was fetched longest ago.
     *
     * @return its age, or {@code null} if no listed secret is held
     */
    public @Nullable Duration oldestListed() {
        return internals.oldestListed();
    }

    /**
     * Draws anew what keeps processes apart, jitter and back-off, of what is held too. For a process that was restored
     * from a snapshot, before its first read: else it does everything at the same moments as its twins.
     */
    public void afterRestore() {
        internals.afterRestore();
    }

    /**
     * Forgets all values, ends the threads, and closes the source. Who waits for a fetch, and whoever reads later, gets
     * {@code CLOSED}. Idempotent.
     */
    @Override
    public void close() {
        internals.close();
    }

    /** Options of a {@link SecretsCache}. Not thread-safe. */
    public static final class Builder {
        private @Nullable SecretSource source;
        private InstantSource clock = InstantSource.system();
        private Duration ttl = DEFAULT_TTL;
        private @Nullable Duration staleWhileRevalidate;
        private Duration staleIfError = DEFAULT_STALE_IF_ERROR;
        private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
        private long maxBytes = DEFAULT_MAX_BYTES;
        private int maxConcurrentFetches = DEFAULT_MAX_CONCURRENT_FETCHES;
        private ListedSecrets listed = new ListedSecrets(List.of());
        private @Nullable SecretVersionListener listener;
        private boolean refreshesInBackground;
        private Supplier<RandomGenerator> random = Random::new;
        private @Nullable Executor executor;
        private @Nullable Timer timer;

        private Builder() {}

        /**
         * Where secrets come from; {@link SecretsManagerSource#create()} by default.
         *
         * @param source closed with the cache
         * @return this
         */
        public Builder source(SecretSource source) {
            this.source = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * The wall clock; the system's by default.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * How long a value is fresh, 10 minutes by default; zero turns caching off: every read fetches, nothing is kept,
         * and only reads at the same time share a fetch.
         *
         * @param ttl 0 or 1 ms to 365 days
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder ttl(Duration ttl) {
            this.ttl = Limits.durationOrZero("ttl", ttl);
            return this;
        }

        /**
         * How long after its ttl a value is still answered at once while a refresh runs; by default the smallest of 10 %
         * of the secret's ttl, 60 s and {@code staleIfError}.
         *
         * @param window 0 or 1 ms to 365 days, at most {@code staleIfError}, which {@link #build()} checks
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder staleWhileRevalidate(Duration window) {
            this.staleWhileRevalidate = Limits.durationOrZero("staleWhileRevalidate", window);
            return this;
        }

        /**
         * How long after its ttl a value may be served when refreshing fails for a transient reason, 1 h by default.
         *
         * @param window 0 or 1 ms to 365 days, at least {@code staleWhileRevalidate}, which {@link #build()} checks
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder staleIfError(Duration window) {
            this.staleIfError = Limits.durationOrZero("staleIfError", window);
            return this;
        }

        /**
         * How long a read waits for a fetch, and after how long a fetch is abandoned, 4 s by default. An abandoned fetch
         * is interrupted; a thread that hangs in the source all the same is replaced, up to 4 threads for each of {@code
         * maxConcurrentFetches}.
         *
         * @param timeout 1 ms to 1 h
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = Limits.timeLimit("requestTimeout", timeout);
            return this;
        }

        /**
         * How many bytes are held at most, 8 MiB by default. An entry counts with its payload and 1,024 bytes. Secrets
         * that are not used are dropped to stay within; listed ones never are.
         *
         * @param bytes 1 or more, at least 1,024 for each listed secret, which {@link #build()} checks
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder maxBytes(long bytes) {
            this.maxBytes = Limits.number("maxBytes", bytes, 1, Long.MAX_VALUE);
            return this;
        }

        /**
         * How many fetches run at a time at most, 8 by default.
         *
         * @param fetches 1 to 1,000
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder maxConcurrentFetches(int fetches) {
            this.maxConcurrentFetches = (int) Limits.number("maxConcurrentFetches", fetches, 1, 1_000);
            return this;
        }

        /**
         * The secrets to keep whether read or not.
         *
         * @param secrets the listed secrets, in place of those given before
         * @return this
         * @throws IllegalArgumentException if a served name is malformed or given twice, if one identity is listed with two
         *     ttls, or if a ttl makes no sense
         */
        public Builder secrets(Collection<ListedSecret> secrets) {
            this.listed = new ListedSecrets(secrets);
            return this;
        }

        /**
         * Hears of version changes.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(SecretVersionListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Lets the cache drive itself: from {@link #build()} on it fetches the listed secrets and calls {@link
         * SecretsCache#refreshDue} every second (of a ttl under 20 s every twentieth part), on a daemon thread that ends with
         * {@link SecretsCache#close()}. Without this nothing is fetched unless it is asked for. Of no effect with a ttl of zero.
         *
         * @return this
         */
        public Builder refreshInBackground() {
            this.refreshesInBackground = true;
            return this;
        }

        /** What jitter and back-off are drawn from. */
        Builder random(Supplier<RandomGenerator> seeded) {
            this.random = seeded;
            return this;
        }

        /** Where fetches run; never on the thread that hands them in. */
        Builder executor(Executor threads) {
            this.executor = threads;
            return this;
        }

        /** What ends waits. */
        Builder timer(Timer seam) {
            this.timer = seam;
            return this;
        }

        /**
         * Makes the cache. It fetches nothing yet, and starts no thread, unless it {@linkplain #refreshInBackground() drives
         * itself}.
         *
         * @return the cache
         * @throws IllegalArgumentException if {@code staleIfError} is less than {@code staleWhileRevalidate}, or if more
         *     secrets are listed than {@code maxBytes} can hold
         */
        public SecretsCache build() {
            Limits limits = new Limits(
                    ttl.toMillis(),
                    staleWhileRevalidate,
                    staleIfError.toMillis(),
                    requestTimeout.toMillis(),
                    maxBytes,
                    maxConcurrentFetches);
            limits.checkFits(listed.ids().size());
            SecretSource from = source == null
                    ? SecretsManagerSource.builder()
                            .requestTimeout(requestTimeout)
                            .build()
                    : source;
            Timer ends = timer == null ? DaemonThreads.timer() : timer;
            Executor threads = executor == null ? DaemonThreads.forFetches() : executor;
            CacheInternals internals = new CacheInternals(
                    limits,
                    listed,
                    new CacheInternals.Seams(from, clock, threads, ends, new Randomness(random)),
                    listener);
            if (refreshesInBackground && !ttl.isZero()) {
                new RefreshSchedule(internals, ends, clock, ttl.toMillis()).start();
            }
            return new SecretsCache(internals);
        }
    }
}
