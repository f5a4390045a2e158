package io.github.secretscache.core.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock that moves when a test says so. Thread-safe. */
public final class FakeClock implements InstantSource {
    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-11-01T00:00:00Z").toEpochMilli());

    /** A clock at the begin of November 2026. */
    public FakeClock() {}

    /**
     * Turns the clock forward.
     *
     * @param duration zero or more, in whole milliseconds
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must be 0 or more, but is: " + duration + ": use stepBack");
        }
        millis.addAndGet(duration.toMillis());
    }

    /**
     * Sets the clock back, as a correction of a wrong time does.
     *
     * @param duration zero or more, in whole milliseconds
     */
    public void stepBack(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must be 0 or more, but is: " + duration + ": use advance");
        }
        millis.addAndGet(-duration.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }
}
