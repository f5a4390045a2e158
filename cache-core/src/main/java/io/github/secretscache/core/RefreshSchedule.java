package io.github.secretscache.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Drives a cache in the background: fetches the listed secrets, then refreshes due entries again and again. */
final class RefreshSchedule {
    private static final long LONGEST_PERIOD_MILLIS = 1_000;
    private static final long SHORTEST_PERIOD_MILLIS = 50;

    /** Often enough for the stale-while-revalidate window, which is a tenth of a ttl unless set. */
    private static final int PERIODS_IN_A_TTL = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CacheInternals internals;
    private final Timer timer;
    private final InstantSource clock;
    private final long periodMillis;

    RefreshSchedule(CacheInternals internals, Timer timer, InstantSource clock, long ttlMillis) {
        this.internals = internals;
        this.timer = timer;
        this.clock = clock;
        this.periodMillis =
                Math.max(SHORTEST_PERIOD_MILLIS, Math.min(LONGEST_PERIOD_MILLIS, ttlMillis / PERIODS_IN_A_TTL));
    }

    void start() {
        Set<SecretId> listed = Set.copyOf(internals.listed().ids());
        CompletableFuture<Void> fetched = internals
                .prefetch(listed)
                .thenAccept(failures -> failures.forEach((id, failure) -> warn(id.noun(), failure)));
        var unused = internals
                .prefetchListings()
                .thenAccept(failures -> failures.forEach((listing, failure) -> Log.warning("the " + listing.described()
                        + " were not listed at start and are looked for again: " + failure.getMessage())))
                .thenCompose(nothing -> fetched)
                .whenComplete((nothing, e) -> next());
    }

    private static void warn(String what, SecretFetchException failure) {
        Log.warning(what + " was not fetched at start and is tried again: " + failure.getMessage());
    }

    private void next() {
        if (!internals.isClosed()) {
            timer.schedule(periodMillis, this::refresh);
        }
    }

    private void refresh() {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        try {
            done = internals.refreshDue(clock.instant().plus(PATIENCE));
        } finally {
            // Whatever a clock, a log or a source throws, the schedule continues.
            var unused = done.whenComplete((nothing, e) -> next());
        }
    }
}
