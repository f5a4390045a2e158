package io.github.secretscache.core;

import io.github.secretscache.core.Entry.Failure;
import io.github.secretscache.core.InFlightFetch.Purpose;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Fetches of several keys: the warm-up, the refresh of due entries, and those that a read starts. Thread-safe. */
final class BackgroundRefresh {
    private final CacheContext context;
    private final SecretSource source;
    private final EntryStore store;
    private final Fetches fetches;

    BackgroundRefresh(CacheContext context, SecretSource source, EntryStore store, Fetches fetches) {
        this.context = context;
        this.source = source;
        this.store = store;
        this.fetches = fetches;
    }

    /** Fetches the secrets that cannot be served; completes with the failures, never exceptionally. */
    CompletableFuture<Map<SecretId, SecretFetchException>> prefetch(Collection<SecretId> ids) {
        Map<SecretId, SecretFetchException> failures = new LinkedHashMap<>();
        List<SecretId> missing = new ArrayList<>();
        long now = context.time().now();
        for (SecretId id : new LinkedHashSet<>(ids)) {
            Entry known = store.find(id);
            ReadDecision decision = context.rule().decide(known, now);
            if (decision == ReadDecision.REFUSE && known != null) {
                note(id, known, failures);
            } else if (decision == ReadDecision.WAIT && context.rule().isCached(id)) {
                missing.add(id);
            }
        }
        List<InFlightFetch> begun = new ArrayList<>();
        try {
            Batches.of(source, missing).forEach(batch -> begun.addAll(fetches.joinAll(batch, Purpose.WARM_UP)));
        } catch (RuntimeException e) {
            missing.forEach(id -> failures.put(id, Failures.of(id, e)));
            return CompletableFuture.completedFuture(failures);
        }
        return all(begun).thenApply(done -> {
            begun.forEach(fetch -> note(fetch.id(), fetch.join(), failures));
            return failures;
        });
    }

    private static void note(SecretId id, Entry entry, Map<SecretId, SecretFetchException> failures) {
        Failure failure = entry.failure();
        if (failure != null) {
            failures.put(id, failure.cause());
        }
    }

    /**
     * Refreshes what is due: listed secrets, and others read since their last refresh. Does not wait for a group
     * that does not answer.
     *
     * @param isByListing tells what is refreshed by reading what lists it
     */
    CompletableFuture<Void> refreshDue(Predicate<SecretId> isByListing) {
        List<CompletableFuture<Void>> awaited = new ArrayList<>();
        for (SecretId id : due(isByListing)) {
            if (!source.batchingOf(id).isUsual()) {
                awaited.add(fetches.join(id, Purpose.REFRESH).awaited());
            }
        }
        awaited.add(refreshBatches(isByListing));
        return all(awaited);
    }

    /** Refreshes what is due and goes in batches. */
    CompletableFuture<Void> refreshBatches(Predicate<SecretId> isByListing) {
        List<CompletableFuture<Void>> awaited = new ArrayList<>();
        List<SecretId> together = due(isByListing).stream()
                .filter(id -> source.batchingOf(id).isUsual())
                .toList();
        for (List<SecretId> batch : Batches.of(source, together)) {
            fetches.joinAll(batch, Purpose.REFRESH).forEach(fetch -> awaited.add(fetch.awaited()));
        }
        return all(awaited);
    }

    /** Whether a batch is the usual way to fetch a key. */
    boolean isUsuallyBatched(SecretId id) {
        return source.batchingOf(id).isUsual();
    }

    /**
     * The fetch of a key that a read waits for. If the key is listed, it is one batch with other listed ones that are due.
     *
     * @param isByListing tells what is refreshed by reading what lists it
     */
    InFlightFetch fetchWithDue(SecretId id, Predicate<SecretId> isByListing) {
        Batching batching = source.batchingOf(id);
        Predicate<SecretId> isShared = other -> context.listed().contains(other)
                && !isByListing.test(other)
                && !fetches.isInTheAir(other)
                && isNewOrThrottled(store.known(other));
        if (!batching.isUsual()
                || fetches.isRefused(batching)
                || !context.rule().isCached(id)
                || !isShared.test(id)) {
            return fetches.join(id, Purpose.READ);
        }
        List<SecretId> batch = new ArrayList<>(List.of(id));
        due(isByListing).stream()
                .filter(other -> !other.equals(id) && source.batchingOf(other).equals(batching) && isShared.test(other))
                .limit(batching.largest() - 1L)
                .forEach(batch::add);
        return fetches.joinAll(batch, Purpose.READ).get(0);
    }

    /** After any other failure one key may be what ails the batch, so each is fetched by itself. */
    private static boolean isNewOrThrottled(@Nullable Entry known) {
        Failure failure = known == null ? null : known.failure();
        return failure == null || failure.cause().reason() == Reason.THROTTLED;
    }

    private List<SecretId> due(Predicate<SecretId> isByListing) {
        long now = context.time().now();
        return kept().stream()
                .filter(id -> context.rule().isCached(id)
                        && context.rule().decide(store.known(id), now).isDue()
                        && !isByListing.test(id)
                        && isStillKept(id))
                .toList();
    }

    /** Asked last: a listing that ends meanwhile has dropped what it no longer finds. */
    private boolean isStillKept(SecretId id) {
        Entry known = store.known(id);
        return context.listed().contains(id) || (known != null && known.isRead());
    }

    /** When an entry is refreshed without being read, or {@code null} if never. */
    @Nullable
    Long dueAt(Entry entry) {
        return isKept(entry) ? context.rule().dueAt(entry) : null;
    }

    private Set<SecretId> kept() {
        Set<SecretId> kept = new LinkedHashSet<>(context.listed().ids());
        store.all().stream().filter(this::isKept).forEach(entry -> kept.add(entry.id()));
        return kept;
    }

    private boolean isKept(Entry entry) {
        return context.listed().contains(entry.id()) || entry.isRead();
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
    }
}
