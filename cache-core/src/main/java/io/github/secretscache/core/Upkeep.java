package io.github.secretscache.core;

import io.github.secretscache.core.Entry.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Fetches that no read waits for: the warm-up, and the refresh of what is due. Thread-safe. */
final class Upkeep {
    private final EntryStore store;
    private final Fetches fetches;
    private final FreshnessRule rule;
    private final Listing listing;
    private final WallTime time;

    Upkeep(EntryStore store, Fetches fetches, FreshnessRule rule, Listing listing, WallTime time) {
        this.store = store;
        this.fetches = fetches;
        this.rule = rule;
        this.listing = listing;
        this.time = time;
    }

    /** Fetches what cannot be served; completes with the failures, never exceptionally. */
    CompletableFuture<Map<SecretId, SecretFetchException>> prefetch(Collection<SecretId> ids) {
        Map<SecretId, SecretFetchException> failures = new LinkedHashMap<>();
        List<SecretId> missing = new ArrayList<>();
        long now = time.now();
        fetches.giveUpOverdue();
        for (SecretId id : new LinkedHashSet<>(ids)) {
            Entry known = store.find(id);
            Verdict verdict = rule.verdict(known, now);
            if (verdict == Verdict.REFUSE && known != null) {
                note(id, known, failures);
            } else if (verdict == Verdict.WAIT && rule.isCached(id)) {
                missing.add(id);
            }
        }
        List<Flight> flights = new ArrayList<>();
        try {
            Batches.of(missing).forEach(batch -> flights.addAll(takeOff(batch)));
        } catch (SecretFetchException closed) {
            missing.forEach(id -> failures.put(id, closed));
            return CompletableFuture.completedFuture(failures);
        }
        return all(flights).thenApply(done -> {
            flights.forEach(flight -> note(flight.id(), flight.join(), failures));
            return failures;
        });
    }

    private List<Flight> takeOff(List<SecretId> batch) {
        List<Flight> flights = fetches.joinAll(batch);
        flights.forEach(store::adopt);
        return flights;
    }

    private static void note(SecretId id, Entry entry, Map<SecretId, SecretFetchException> failures) {
        Failure failure = entry.failure();
        if (failure != null) {
            failures.put(id, failure.cause());
        }
    }

    /** Refreshes what is due: listed secrets, and others read since their last refresh. */
    CompletableFuture<Void> refreshDue() {
        long now = time.now();
        fetches.giveUpOverdue();
        List<CompletableFuture<Entry>> flights = new ArrayList<>();
        for (SecretId id : kept()) {
            Entry known = store.known(id);
            if (rule.isCached(id) && rule.verdict(known, now).isDue()) {
                flights.add(store.fetch(id, known != null && known.hasValue()));
            }
        }
        return all(flights);
    }

    /** When an entry is refreshed without being read, or {@code null} if never. */
    @Nullable
    Long dueAt(Entry entry) {
        return isKept(entry) ? rule.dueAt(entry) : null;
    }

    private Collection<SecretId> kept() {
        Collection<SecretId> kept = new LinkedHashSet<>(listing.ids());
        store.all().stream().filter(this::isKept).forEach(entry -> kept.add(entry.id()));
        return kept;
    }

    private boolean isKept(Entry entry) {
        return listing.contains(entry.id()) || entry.isRead();
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<Entry>> flights) {
        return CompletableFuture.allOf(flights.toArray(CompletableFuture<?>[]::new));
    }
}
