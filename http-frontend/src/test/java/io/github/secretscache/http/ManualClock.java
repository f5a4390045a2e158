package io.github.secretscache.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A clock that stands still until advanced, and remembers which threads read it. */
final class ManualClock implements InstantSource {
    private final Set<String> readers = ConcurrentHashMap.newKeySet();
    private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");

    void advance(Duration by) {
        now = now.plus(by);
    }

    /** {@return the names of the threads that have read it} */
    Set<String> readers() {
        return readers;
    }

    @Override
    public Instant instant() {
        readers.add(Thread.currentThread().getName());
        return now;
    }
}
