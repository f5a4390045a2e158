package io.github.secretscache.layer;

import io.github.secretscache.extension.api.ExtensionEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Refreshes due entries while the function works: within each invocation, so that the following freeze does not
 * interrupt a refresh, or by the clock if there are no INVOKE events.
 */
final class Refresher {
    private static final Duration MAX_PER_INVOCATION = Duration.ofSeconds(2);
    /** Not used at the end of the function's time, when Lambda waits for nobody. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private static final long PERIOD_MILLIS = 1_000;

    private final Function<Instant, CompletableFuture<?>> dueBy;
    private final Runnable afterwards;
    private final InstantSource clock;

    /**
     * @param dueBy begins to fetch due entries, within a given time
     * @param afterwards runs after each refresh; must take no time
     */
    Refresher(Function<Instant, CompletableFuture<?>> dueBy, Runnable afterwards, InstantSource clock) {
        this.dueBy = dueBy;
        this.afterwards = afterwards;
        this.clock = clock;
    }

    /** Returns when the due entries are refreshed, at once if there are none, and always in time. Never throws. */
    void onInvoke(ExtensionEvent.Invoke invoke) {
        try {
            Instant now = clock.instant();
            Instant limit = now.plus(MAX_PER_INVOCATION);
            Instant functionLimit = invoke.deadline().minus(MARGIN);
            if (functionLimit.isBefore(limit)) {
                limit = functionLimit;
            }
            if (limit.isAfter(now)) {
                BoundedWait.atMost(Duration.between(now, limit), dueBy.apply(limit));
            }
            afterwards.run();
        } catch (RuntimeException e) {
            warn(e);
        }
    }

    /** Refreshes once a second from now on, in the background. */
    @SuppressWarnings("FutureReturnValueIgnored") // A tick never throws, and the schedule is never cancelled.
    void schedule(Duration limit) {
        Executors.newSingleThreadScheduledExecutor(Refresher::daemon)
                .scheduleWithFixedDelay(() -> tick(limit), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick(Duration limit) {
        try {
            BoundedWait.atMost(limit, dueBy.apply(clock.instant().plus(limit)));
            afterwards.run();
        } catch (RuntimeException e) {
            // If it were thrown on, it would silently end the schedule.
            warn(e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "secrets-cache-refresh");
        thread.setDaemon(true);
        return thread;
    }

    private static void warn(RuntimeException e) {
        System.getLogger(Refresher.class.getName()).log(Level.WARNING, "refresh failed", e);
    }
}
