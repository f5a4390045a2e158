package io.github.secretscache.core;

import org.jspecify.annotations.Nullable;

/** What becomes of a fetch: stored, counted, reported, and told to those who wait. Thread-safe. */
final class Landing {
    private final EntryStore store;
    private final FreshnessRule rule;
    private final WallTime time;
    private final Counters counters;
    private final VersionChanges changes;

    Landing(EntryStore store, FreshnessRule rule, WallTime time, Counters counters, VersionChanges changes) {
        this.store = store;
        this.rule = rule;
        this.time = time;
        this.counters = counters;
        this.changes = changes;
    }

    /** What is known of a key if it is not due, so that nobody may fetch it again yet; else {@code null}. */
    @Nullable
    Entry standing(SecretId id, long now) {
        Entry known = rule.isCached(id) ? store.known(id) : null;
        return rule.verdict(known, now).isDue() ? null : known;
    }

    /** The source has answered. A flight that was given up meanwhile is not waited for, but its value still counts. */
    void land(Flight flight, @Nullable FetchOutcome outcome, long begunAt) {
        if (outcome instanceof FetchOutcome.Fetched fetched) {
            succeed(flight, fetched.value(), begunAt);
        } else if (outcome instanceof FetchOutcome.Failed failed) {
            fail(flight, failed.cause(), true);
        } else {
            fail(flight, Failures.noValue(flight.id()), true);
        }
    }

    private void succeed(Flight flight, SecretValue value, long begunAt) {
        if (!flight.isDone()) {
            counters.loads.increment();
        }
        if (!rule.isCached(flight.id())) {
            flight.land(Entry.fetched(flight.id(), flight.number(), value, rule.terms(flight.id(), begunAt)));
            return;
        }
        try {
            EntryStore.Landed landed = store.land(flight, value, begunAt);
            tell(flight, landed.entry());
            changes.landed(landed);
        } catch (RuntimeException e) {
            fail(flight, Failures.of(flight.id(), e), true);
        }
    }

    /**
     * A flight failed.
     *
     * @param held whether the failure is held against the key, which then rests
     */
    void fail(Flight flight, SecretFetchException cause, boolean held) {
        boolean isTransient = cause.reason().isTransient();
        if (flight.isDone()) {
            if (!cause.reason().isDefinitive() || !rule.isCached(flight.id())) {
                return;
            }
        } else {
            counters.loadFailures.increment();
        }
        long now = time.now();
        if (!rule.isCached(flight.id())) {
            flight.land(Entry.failed(flight.id(), flight.number(), rule.failure(null, cause, false, now)));
            return;
        }
        boolean counts = held && !(isTransient && flight.purpose() == Flight.Purpose.WARM_UP);
        Entry entry = store.fail(flight, cause, counts, now);
        if (entry.failure() != null && rule.isUsable(entry, now) && flight.purpose() != Flight.Purpose.FORCED) {
            Log.warning("a refresh of secret " + entry.id().name() + " failed (" + cause.reason()
                    + "), so the value fetched at "
                    + time.toInstant(entry.terms().fetchedAt()) + " stays in use: "
                    + cause.getMessage());
        }
        tell(flight, entry);
    }

    private void tell(Flight flight, Entry entry) {
        flight.land(entry);
        store.release(flight);
    }
}
