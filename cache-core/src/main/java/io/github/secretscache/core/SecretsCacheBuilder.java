package io.github.secretscache.core;

import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Options of a {@link SecretsCache}. Not thread-safe. */
public final class SecretsCacheBuilder {
    private @Nullable SecretSource source;
    private InstantSource clock = InstantSource.system();
    private Duration ttl = SecretsCache.DEFAULT_TTL;
    private @Nullable Duration parameterTtl;
    private @Nullable Duration staleWhileRevalidate;
    private Duration staleIfError = SecretsCache.DEFAULT_STALE_IF_ERROR;
    private Duration requestTimeout = SecretSource.DEFAULT_REQUEST_TIMEOUT;
    private @Nullable Duration parameterRequestTimeout;
    private long maxBytes = SecretsCache.DEFAULT_MAX_BYTES;
    private int maxConcurrentFetches = SecretsCache.DEFAULT_MAX_CONCURRENT_FETCHES;
    private Collection<ListedSecret> secrets = List.of();
    private Collection<? extends Listing> listings = List.of();
    private @Nullable SecretVersionListener listener;
    private boolean refreshesInBackground;
    private long largeBytesPerSecond = Runtime.getRuntime().maxMemory() / 4;
    private Supplier<RandomGenerator> random = Random::new;
    private @Nullable Executor executor;
    private @Nullable Timer timer;

    SecretsCacheBuilder() {}

    /**
     * Where secrets come from; {@link SecretsManagerSource#create()} by default.
     *
     * @param source closed with the cache
     * @return this
     */
    public SecretsCacheBuilder source(SecretSource source) {
        this.source = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * The wall clock; the system's by default.
     *
     * @param clock the clock
     * @return this
     */
    public SecretsCacheBuilder clock(InstantSource clock) {
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
    public SecretsCacheBuilder ttl(Duration ttl) {
        this.ttl = Limits.durationOrZero("ttl", ttl);
        return this;
    }

    /**
     * How long a parameter is fresh; by default the ttl of secrets. Zero turns caching of parameters off.
     *
     * @param ttl 0 or 1 ms to 365 days
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsCacheBuilder parameterTtl(Duration ttl) {
        this.parameterTtl = Limits.durationOrZero("parameterTtl", ttl);
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
    public SecretsCacheBuilder staleWhileRevalidate(Duration window) {
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
    public SecretsCacheBuilder staleIfError(Duration window) {
        this.staleIfError = Limits.durationOrZero("staleIfError", window);
        return this;
    }

    /**
     * How long a read waits for a fetch, and after how long a fetch is abandoned, 4 s by default. An abandoned fetch
     * is interrupted; a thread that hangs in the source nevertheless is replaced, up to 4 threads for each of {@code
     * maxConcurrentFetches}.
     *
     * @param timeout 1 ms to 1 h
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsCacheBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = Limits.timeLimit("requestTimeout", timeout);
        return this;
    }

    /**
     * The same for parameters; by default that of secrets.
     *
     * @param timeout 1 ms to 1 h
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsCacheBuilder parameterRequestTimeout(Duration timeout) {
        this.parameterRequestTimeout = Limits.timeLimit("parameterRequestTimeout", timeout);
        return this;
    }

    /**
     * How many bytes are held at most, 8 MiB by default. An entry counts as its payload plus 1,024 bytes. Unused
     * secrets are evicted to stay within the limit; listed ones never are.
     *
     * @param bytes 1 or more, at least 1,024 for each listed secret, which {@link #build()} checks
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsCacheBuilder maxBytes(long bytes) {
        this.maxBytes = Limits.number("maxBytes", bytes, 1, Long.MAX_VALUE);
        return this;
    }

    /**
     * How many fetches of a group run at a time at most, 8 by default. None begins while values over 8 KiB have come faster
     * than a quarter of the JVM's heap in a second.
     *
     * @param fetches 1 to 1,000
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsCacheBuilder maxConcurrentFetches(int fetches) {
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
    public SecretsCacheBuilder secrets(Collection<ListedSecret> secrets) {
        var unused = new ListedSecrets(secrets, List.of());
        this.secrets = List.copyOf(secrets);
        return this;
    }

    /**
     * The paths of Parameter Store and the tags of secrets by which to find what to keep whether read or not. It is known
     * when {@link SecretsCache#prefetchListings()} or {@link SecretsCache#refreshDue} has found it.
     *
     * @param listings the listings, in place of those given before
     * @return this
     * @throws IllegalArgumentException if a listing of a group is given twice, or if a ttl makes no sense
     */
    public SecretsCacheBuilder listings(Collection<? extends Listing> listings) {
        var unused = new ListedSecrets(List.of(), listings);
        this.listings = List.copyOf(listings);
        return this;
    }

    /**
     * Adds a listener of version changes.
     *
     * @param listener the listener
     * @return this
     */
    public SecretsCacheBuilder listener(SecretVersionListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Lets the cache drive itself: from {@link #build()} on it fetches the listed secrets and calls {@link
     * SecretsCache#refreshDue} every second (with a ttl under 20 s, every twentieth of the ttl), on a daemon thread
     * that ends with {@link SecretsCache#close()}. Without this nothing is fetched unless it is asked for. It has no
     * effect with a ttl of zero.
     *
     * @return this
     */
    public SecretsCacheBuilder refreshInBackground() {
        this.refreshesInBackground = true;
        return this;
    }

    /** The random numbers for jitter and back-off. */
    SecretsCacheBuilder random(Supplier<RandomGenerator> seeded) {
        this.random = seeded;
        return this;
    }

    /** How much may come in large values; by default, a quarter of the heap. */
    SecretsCacheBuilder largeBytesPerSecond(long bytes) {
        this.largeBytesPerSecond = bytes;
        return this;
    }

    /** Where fetches run; never on the calling thread. */
    SecretsCacheBuilder executor(Executor threads) {
        this.executor = threads;
        return this;
    }

    /** What ends waits. */
    SecretsCacheBuilder timer(Timer seam) {
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
        Duration parameterTimeout = parameterRequestTimeout == null ? requestTimeout : parameterRequestTimeout;
        Limits limits = new Limits(
                ttl.toMillis(),
                (parameterTtl == null ? ttl : parameterTtl).toMillis(),
                staleWhileRevalidate,
                staleIfError.toMillis(),
                requestTimeout.toMillis(),
                parameterTimeout.toMillis(),
                maxBytes,
                maxConcurrentFetches,
                largeBytesPerSecond);
        ListedSecrets listed = new ListedSecrets(secrets, listings);
        limits.checkFits(listed.ids().size());
        SecretSource from = source == null
                ? ParameterStoreSource.beside(SecretsManagerSource.builder()
                        .requestTimeout(
                                requestTimeout.compareTo(parameterTimeout) > 0 ? requestTimeout : parameterTimeout)
                        .build())
                : source;
        Timer ends = timer == null ? DaemonThreads.timer() : timer;
        Executor threads = executor == null ? DaemonThreads.forFetches() : executor;
        CacheInternals internals = new CacheInternals(
                limits, listed, new CacheInternals.Seams(from, clock, threads, ends, new Randomness(random)), listener);
        if (refreshesInBackground && limits.longestTtlMillis() > 0) {
            new RefreshSchedule(internals, ends, clock, limits.shortestTtlMillis()).start();
        }
        return new SecretsCache(internals);
    }
}
