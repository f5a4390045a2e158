package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import org.jspecify.annotations.Nullable;

/** Completes a fetch: stores, counts and reports its result, and wakes those who wait. Thread-safe. */
final class FetchCompletion {
    private final CacheContext context;
    private final EntryStore store;
    private final VersionChanges changes;

    FetchCompletion(CacheContext context, EntryStore store, VersionChanges changes) {
        this.context = context;
        this.store = store;
        this.changes = changes;
    }

    /** What is known of a key, if it is not due and so may not be fetched yet; else {@code null}. */
    @Nullable
    Entry standing(SecretId id, long now) {
        Entry known = isCached(id) ? store.known(id) : null;
        return context.rule().decide(known, now).isDue() ? null : known;
    }

    /**
     * The source has answered with a value. Nobody waits any more for a fetch that was given up, but its value is stored.
     *
     * @return false if the value is older than the one held, because a replica lags behind
     */
    boolean succeed(InFlightFetch fetch, SecretValue value, SourceCall call) {
        if (!isCached(fetch.id())) {
            count(fetch);
            fetch.land(Entry.fetched(
                    fetch.id(),
                    call.number(),
                    new Entry.Fetched(value, call.route().replica()),
                    context.rule().terms(fetch.id(), call.begunAt())));
            return true;
        }
        try {
            EntryStore.Landed landed = store.land(fetch.id(), value, call);
            if (landed == null) {
                return false;
            }
            count(fetch);
            fetch.land(landed.entry());
            changes.landed(landed);
        } catch (RuntimeException e) {
            fail(fetch, Failures.of(fetch.id(), e), call.number(), true);
        }
        return true;
    }

    private void count(InFlightFetch fetch) {
        if (!fetch.isDone()) {
            context.counters().loads.increment();
        }
    }

    /**
     * A fetch failed.
     *
     * @param number of the call that failed
     * @param held whether the failure counts against the key, which then backs off
     */
    void fail(InFlightFetch fetch, SecretFetchException cause, long number, boolean held) {
        boolean isDefinitive = cause.reason().isDefinitive();
        boolean isNews = isDefinitive || (!fetch.isDone() && fetch.purpose() != Purpose.PROBE);
        if (!fetch.isDone()) {
            context.counters().loadFailures.increment();
        }
        if (!isNews || !isCached(fetch.id())) {
            refuse(fetch, cause);
            return;
        }
        boolean counts = held && (isDefinitive || fetch.purpose() != Purpose.WARM_UP);
        Entry entry = store.fail(fetch.id(), cause, number, counts);
        if (held
                && entry.failure() != null
                && isUsable(entry, context.time().now())
                && fetch.purpose() != Purpose.FORCED) {
            Log.warning("a refresh of " + entry.id().noun() + " failed (" + cause.reason()
                    + "), so the value fetched at "
                    + context.time().toInstant(entry.terms().fetchedAt()) + " stays in use: " + cause.getMessage());
        }
        fetch.land(entry);
    }

    /** Ends a fetch whose own call did not fail, so nothing is stored: the next read may try. */
    void refuse(InFlightFetch fetch, SecretFetchException cause) {
        Entry known = isCached(fetch.id()) ? store.known(fetch.id()) : null;
        Entry.Failure failure =
                context.rule().failure(known, cause, false, context.time().now());
        fetch.land(known != null && known.hasValue() ? known.with(failure) : Entry.failed(fetch.id(), 0, failure));
    }

    private boolean isUsable(Entry entry, long now) {
        return context.rule().isUsable(entry, now);
    }

    private boolean isCached(SecretId id) {
        return context.rule().isCached(id);
    }
}
