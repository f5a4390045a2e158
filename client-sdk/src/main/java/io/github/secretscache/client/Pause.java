package io.github.secretscache.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits between two attempts. A test with its own clock advances the clock instead. Thread-safe. */
@FunctionalInterface
public interface Pause {
    /** Parks the calling thread; returns early if it is interrupted. */
    Pause PARK = duration -> LockSupport.parkNanos(duration.toNanos());

    /**
     * Returns when the time is over, or earlier if the thread is interrupted.
     *
     * @param duration how long
     */
    void pause(Duration duration);
}
