package io.github.secretscache.layer;

import io.github.secretscache.extension.api.ExtensionEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;

/** Ends the process in order within the time Lambda gives: the summary, then requests in flight, then the cache. */
final class ShutdownSequence {
    /** Lambda gives 2 s; a deadline further away than that is a clock that is wrong. */
    private static final Duration MAX = Duration.ofSeconds(2);
    /** For the exit itself. */
    private static final Duration MARGIN = Duration.ofMillis(150);

    private final Serving serving;
    private final String functionName;
    private final InstantSource clock;
    private final HaltGuard guard;

    ShutdownSequence(Serving serving, String functionName, InstantSource clock, HaltGuard guard) {
        this.serving = serving;
        this.functionName = functionName;
        this.clock = clock;
        this.guard = guard;
    }

    void run(ExtensionEvent.Shutdown event) {
        Duration left = Duration.between(clock.instant(), event.deadline()).minus(MARGIN);
        if (left.isNegative()) {
            left = Duration.ZERO;
        } else if (left.compareTo(MAX) > 0) {
            left = MAX;
        }
        guard.arm(left, ExitStatus.OK);
        try {
            LogSink.logRaw(
                    Level.INFO,
                    ShutdownSummary.of(serving.cache().stats(), functionName, event.reason(), clock.millis()));
            serving.frontend().close(left.dividedBy(2));
            serving.cache().close();
        } catch (RuntimeException e) {
            // Nobody reads from the cache any more: what is left is to exit.
            System.getLogger(ShutdownSequence.class.getName()).log(Level.WARNING, "shutdown was not clean", e);
        }
    }
}
