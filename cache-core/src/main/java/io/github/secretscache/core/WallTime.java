package io.github.secretscache.core;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The cache's time, in milliseconds: the one reader of the clock. It advances by the positive difference between
 * consecutive readings of the wall clock; a negative difference counts as none. So values have expired when a snapshot
 * is restored hours later, and a clock that is set back neither freezes nor resurrects a value. Thread-safe.
 */
final class WallTime implements Ticker {
    private final InstantSource clock;
    private final long origin;
    private volatile long lastReading;
    private volatile long now;
    private volatile long offset;

    WallTime(InstantSource clock) {
        this.clock = clock;
        this.lastReading = clock.millis();
        this.now = lastReading;
        this.origin = lastReading;
    }

    /** Reads the clock. Allocates nothing if the clock's {@code millis()} does not. */
    long now() {
        // Equal readings are the common case. Any other is taken inside the lock, so that readings have an order: a
        // thread that paused between reading and comparing would look like a clock that was set back.
        return clock.millis() == lastReading ? now : advance();
    }

    private synchronized long advance() {
        long reading = clock.millis();
        long step = reading - lastReading;
        if (step > 0) {
            now += step;
        } else {
            offset -= step;
        }
        lastReading = reading;
        return now;
    }

    /** How far this time is ahead of the wall clock: the sum of its backward steps. */
    long offset() {
        return offset;
    }

    /** Converts a moment of this time to the wall clock as it is set now. */
    Instant toInstant(long time) {
        return Instant.ofEpochMilli(time - offset);
    }

    /** Converts a moment of the wall clock, as it is set now, to this time. */
    long ofInstant(Instant instant) {
        long furthest = Long.MAX_VALUE / 4_000;
        long seconds = Math.max(-furthest, Math.min(furthest, instant.getEpochSecond()));
        return seconds * 1_000 + instant.getNano() / 1_000_000 + offset;
    }

    /** The time of the last {@link #now()} for Caffeine, which is asked only after that. */
    @Override
    public long read() {
        return TimeUnit.MILLISECONDS.toNanos(now - origin);
    }
}
