package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a cache together, and ends them. Thread-safe. */
final class Engine {
    /**
     * What a cache takes from outside.
     *
     * @param source where secrets come from
     * @param clock the wall clock
     * @param threads where fetches run
     * @param timer what ends waits
     * @param random what jitter and back-off are drawn from
     */
    record Seams(SecretSource source, InstantSource clock, Executor threads, Timer timer, RandomGenerator random) {}

    private final Limits limits;
    private final Seams seams;
    private final Listing listing;
    private final Jitter jitter;
    private final FreshnessRule rule;
    private final WallTime time;
    private final Counters counters = new Counters();
    private final EntryStore store;
    private final Fetches fetches;
    private final Reads reads;
    private final ForcedRefreshes forced;
    private final Upkeep upkeep;
    private final VersionChanges changes;
    private final AtomicBoolean closed = new AtomicBoolean();

    Engine(Limits limits, Listing listing, Seams seams, @Nullable SecretVersionListener listener) {
        this.limits = limits;
        this.seams = seams;
        this.listing = listing;
        this.time = new WallTime(seams.clock());
        // With a ttl of zero there are no ttl cycles, but a listed secret's own ttl is then of no effect either.
        this.jitter = new Jitter(seams.random(), limits.ttlMillis());
        this.rule = new FreshnessRule(limits, listing, jitter, new Backoff(seams.random()));
        this.fetches = new Fetches(seams.source(), limits, time, seams.timer(), seams.threads(), counters);
        this.store = new EntryStore(limits, listing, rule, time, counters, new CaffeineLoader(fetches, rule, time));
        this.changes = new VersionChanges(listener, seams.threads());
        fetches.landBy(new Landing(store, rule, time, counters, changes));
        this.reads = new Reads(store, fetches, rule, time, seams.timer(), limits, counters);
        this.forced = new ForcedRefreshes(fetches, seams.timer());
        this.upkeep = new Upkeep(store, fetches, rule, listing, time);
    }

    Listing listing() {
        return listing;
    }

    VersionChanges changes() {
        return changes;
    }

    Reads reads() {
        return reads;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    CompletableFuture<CachedSecret> refresh(SecretId id) {
        CompletableFuture<CachedSecret> answer = new CompletableFuture<>();
        try {
            var unused = forced.refresh(id).whenComplete((entry, e) -> {
                if (entry == null) {
                    answer.completeExceptionally(e instanceof CompletionException wrapped ? wrapped.getCause() : e);
                } else if (entry.failure() != null) {
                    answer.completeExceptionally(Failures.again(entry.failure().cause()));
                } else {
                    answer.complete(entry.fresh(time));
                }
            });
        } catch (SecretFetchException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    CompletableFuture<Void> refreshDue(Instant deadline) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        long left = time.ofInstant(deadline) - time.now();
        if (isClosed() || left <= 0) {
            done.complete(null);
            return done;
        }
        if (left < limits.requestTimeoutMillis()) {
            seams.timer().schedule(left, () -> done.complete(null));
        }
        try {
            var unused = upkeep.refreshDue().whenComplete((nothing, e) -> done.complete(null));
        } catch (SecretFetchException e) {
            done.complete(null);
        }
        return done;
    }

    List<EntryStatus> entries() {
        long now = time.now();
        List<Entry> all = store.all();
        List<EntryStatus> statuses = new ArrayList<>();
        all.forEach(entry -> statuses.add(status(entry, now)));
        for (SecretId id : listing.ids()) {
            if (all.stream().noneMatch(entry -> entry.id().equals(id))) {
                statuses.add(new EntryStatus(id, null, null, null, false, true, null, null));
            }
        }
        return List.copyOf(statuses);
    }

    private EntryStatus status(Entry entry, long now) {
        SecretValue value = entry.value();
        Long dueAt = upkeep.dueAt(entry);
        Entry.Failure failure = entry.failure();
        return new EntryStatus(
                entry.id(),
                value == null ? null : value.versionId(),
                value == null ? null : time.toInstant(entry.terms().fetchedAt()),
                dueAt == null ? null : time.toInstant(dueAt),
                value != null && rule.verdict(entry, now) != Verdict.FRESH,
                listing.contains(entry.id()),
                failure == null ? null : failure.cause().reason(),
                null);
    }

    FetchTimes fetchTimes() {
        return counters.fetchTimes();
    }

    List<GroupStatus> groups() {
        return List.of();
    }

    @Nullable
    Duration oldestListed() {
        long now = time.now();
        long oldest = Long.MAX_VALUE;
        for (SecretId id : listing.ids()) {
            Entry known = store.known(id);
            if (known != null && known.hasValue()) {
                oldest = Math.min(oldest, known.terms().fetchedAt());
            }
        }
        return oldest == Long.MAX_VALUE ? null : Duration.ofMillis(Math.max(0, now - oldest));
    }

    void afterRestore() {
        jitter.drawAnew();
    }

    SecretsCacheStats stats() {
        return counters.snapshot(store.size(), store.bytes());
    }

    boolean isClosed() {
        return closed.get();
    }

    void checkOpen() {
        if (closed.get()) {
            throw Failures.closed();
        }
    }

    void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        fetches.close();
        forced.close();
        store.close();
        seams.timer().close();
        if (seams.threads() instanceof ExecutorService pool) {
            pool.shutdownNow();
        }
        try {
            seams.source().close();
        } catch (RuntimeException e) {
            Log.warning(
                    "the source could not be closed: it threw " + e.getClass().getName());
        }
    }
}
