package io.github.secretscache.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass between two attempts. */
@FunctionalInterface
interface Pause {
    /** Parks the calling thread; returns early if it is interrupted. */
    Pause PARK = duration -> LockSupport.parkNanos(duration.toNanos());

    void pause(Duration duration);
}
