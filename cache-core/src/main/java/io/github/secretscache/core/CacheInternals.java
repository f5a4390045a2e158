package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a cache together, and ends them. Thread-safe. */
final class CacheInternals {
    /**
     * What a cache gets from outside.
     *
     * @param source where secrets come from
     * @param clock the wall clock
     * @param threads where fetches run
     * @param timer what ends a wait in time
     * @param random what jitter and back-off are drawn from
     */
    record Seams(SecretSource source, InstantSource clock, Executor threads, Timer timer, Randomness random) {}

    private final Seams seams;
    private final Jitter jitter;
    private final CacheContext context;
    private final Deadlines deadlines;
    private final EntryStore store;
    private final SourceCalls calls;
    private final Fetches fetches;
    private final ReadFetches readFetches;
    private final Reads reads;
    private final ForcedRefreshes forced;
    private final BackgroundRefresh background;
    private final LiveListings listings;
    private final VersionChanges changes;
    private final AtomicBoolean closed = new AtomicBoolean();

    CacheInternals(Limits limits, ListedSecrets listed, Seams seams, @Nullable SecretVersionListener listener) {
        this.seams = seams;
        WallTime time = new WallTime(seams.clock());
        // With a ttl of zero there are no ttl cycles, but a listed secret's own ttl is then of no effect either.
        this.jitter = new Jitter(seams.random(), limits.longestTtlMillis());
        FreshnessRule rule = new FreshnessRule(limits, listed, jitter, new Backoff(seams.random()));
        this.context = new CacheContext(limits, listed, rule, time, new Counters());
        this.deadlines = new Deadlines(time, seams.timer());
        this.store = new EntryStore(context, this::reload);
        this.changes = new VersionChanges(listener, seams.threads());
        FetchCompletion completion = new FetchCompletion(context, store, changes);
        this.calls = new SourceCalls(context, seams.source(), deadlines, seams.threads());
        this.fetches = new Fetches(context, seams.source(), calls, completion);
        this.forced = new ForcedRefreshes(context, fetches, deadlines, seams.timer());
        this.background = new BackgroundRefresh(context, seams.source(), store, fetches);
        this.listings = new LiveListings(
                listed.listings(), new LiveListing.Parts(context, store, fetches, calls, background::prefetch));
        this.readFetches = new ReadFetches(fetches, background, listings, seams.threads());
        this.reads = new Reads(context, store, readFetches, deadlines);
    }

    /** Caffeine has one interval for all keys; the rule decides whether this key is due. */
    private CompletableFuture<Entry> reload(Entry entry) {
        boolean isDue = context.rule().decide(entry, context.time().now()).isDue();
        if (!isDue || isClosed()) {
            return CompletableFuture.completedFuture(entry);
        }
        InFlightFetch refresh = readFetches.refresh(entry.id());
        return refresh == null ? CompletableFuture.completedFuture(entry) : refresh;
    }

    ListedSecrets listed() {
        return context.listed();
    }

    VersionChanges changes() {
        return changes;
    }

    Reads reads() {
        return reads;
    }

    CompletableFuture<Map<SecretId, SecretFetchException>> prefetch(Collection<SecretId> ids) {
        deadlines.check();
        return background.prefetch(ids);
    }

    CompletableFuture<Map<Listing, SecretFetchException>> prefetchListings() {
        deadlines.check();
        return isClosed()
                ? CompletableFuture.completedFuture(Map.of())
                : listings.listDue(InFlightFetch.Purpose.WARM_UP);
    }

    List<ListingStatus> listings() {
        return listings.statuses();
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
                    answer.complete(entry.fresh(context.time()));
                }
            });
        } catch (SecretFetchException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    CompletableFuture<Void> refreshHeld(SecretId changed) {
        Set<SecretId> ids = new HashSet<>();
        for (SecretId id : fetches.inTheAir()) {
            if (id.kind() == changed.kind() && id.name().equals(changed.name())) {
                ids.add(id);
            }
        }
        for (Entry entry : store.all()) {
            if (entry.isOf(changed)) {
                ids.add(entry.id());
            }
        }
        return CompletableFuture.allOf(ids.stream()
                .map(id -> forced.refreshChanged(id).handle((entry, late) -> null))
                .toArray(CompletableFuture[]::new));
    }

    CompletableFuture<Void> refreshDue(Instant deadline) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        // First, because it changes what is due: a fetch that a freeze interrupted is due at once.
        deadlines.check();
        long left = context.time().ofInstant(deadline) - context.time().now();
        if (isClosed() || left <= 0) {
            done.complete(null);
            return done;
        }
        try {
            CompletableFuture<Void> refreshed = refreshAllDue();
            if (!refreshed.isDone()) {
                Deadlines.Deadline limit = deadlines.in(left, () -> done.complete(null));
                var unused = done.whenComplete((nothing, e) -> limit.cancel());
            }
            var unused = refreshed.whenComplete((nothing, e) -> done.complete(null));
        } catch (SecretFetchException e) {
            done.complete(null);
        }
        return done;
    }

    private CompletableFuture<Void> refreshAllDue() {
        var listing = listings.listDue(InFlightFetch.Purpose.REFRESH);
        // Asked before: what a listing that ends meanwhile has kept from the refresh would stay as it is.
        boolean isListed = listing.isDone();
        CompletableFuture<Void> meanwhile = background.refreshDue(listings::isRefreshing);
        return isListed
                ? meanwhile
                // What is still found then is refreshed, too.
                : CompletableFuture.allOf(
                        meanwhile, listing.thenCompose(done -> background.refreshDue(listings::isRefreshing)));
    }

    List<EntryStatus> entries() {
        long now = context.time().now();
        List<EntryStatus> statuses = new ArrayList<>();
        Set<SecretId> known = new HashSet<>();
        for (Entry entry : store.all()) {
            known.add(entry.id());
            statuses.add(status(entry, now));
        }
        for (SecretId id : context.listed().ids()) {
            if (!known.contains(id)) {
                statuses.add(new EntryStatus(id, null, null, null, false, true, null, null));
            }
        }
        return List.copyOf(statuses);
    }

    private EntryStatus status(Entry entry, long now) {
        SecretValue value = entry.value();
        Long dueAt = background.dueAt(entry);
        Entry.Failure failure = entry.failure();
        return new EntryStatus(
                entry.id(),
                value == null ? null : value.versionId(),
                value == null ? null : context.time().toInstant(entry.terms().fetchedAt()),
                dueAt == null ? null : context.time().toInstant(dueAt),
                value != null && context.rule().decide(entry, now) != ReadDecision.FRESH,
                context.listed().contains(entry.id()),
                failure == null ? null : failure.cause().reason(),
                entry.replica());
    }

    FetchTimes fetchTimes() {
        return context.counters().fetchTimes();
    }

    List<GroupStatus> groups() {
        return calls.groups();
    }

    @Nullable
    Duration oldestListed() {
        long now = context.time().now();
        long oldest = Long.MAX_VALUE;
        for (SecretId id : context.listed().ids()) {
            Entry known = store.known(id);
            if (known != null && known.hasValue()) {
                oldest = Math.min(oldest, known.terms().fetchedAt());
            }
        }
        return oldest == Long.MAX_VALUE ? null : Duration.ofMillis(Math.max(0, now - oldest));
    }

    void afterRestore() {
        seams.random().seedAnew();
        jitter.drawAnew();
        context.rule().backoff().drawAnew();
        store.drawAnew();
        listings.drawAnew();
    }

    SecretsCacheStats stats() {
        return context.counters().snapshot(store.size(), store.bytes());
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
        listings.close();
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
