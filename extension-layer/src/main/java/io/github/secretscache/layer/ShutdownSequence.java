package io.github.secretscache.layer;

import io.github.secretscache.extension.api.ExtensionEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;

/** Ends the process in order and in time: the summary, then requests in flight, then the cache. */
final class ShutdownSequence {
    /** Lambda gives 2 s; a later deadline means that a clock is wrong. */
    private static final Duration MAX = Duration.ofSeconds(2);
    /** For the exit itself. */
    private static final Duration MARGIN = Duration.ofMillis(150);

    private final RunningServer server;
    private final MetricsLog metrics;
    private final InstantSource clock;
    private final HaltGuard guard;

    ShutdownSequence(RunningServer server, MetricsLog metrics, InstantSource clock, HaltGuard guard) {
        this.server = server;
        this.metrics = metrics;
        this.clock = clock;
        this.guard = guard;
    }

    /** Within the time that Lambda gives. */
    void run(ExtensionEvent.Shutdown event) {
        Duration left = Duration.between(clock.instant(), event.deadline()).minus(MARGIN);
        if (left.isNegative()) {
            left = Duration.ZERO;
        }
        run(left.compareTo(MAX) > 0 ? MAX : left, event.reason());
    }

    void run(Duration left, String reason) {
        guard.arm(left, ExitStatus.OK);
        try {
            metrics.atTheEnd(reason);
            server.frontend().close(left.dividedBy(2));
            server.cache().close();
        } catch (RuntimeException e) {
            // Nobody reads from the cache any more, so only the exit is left.
            System.getLogger(ShutdownSequence.class.getName()).log(Level.WARNING, "shutdown was not clean", e);
        }
    }
}
