package io.github.secretscache.extension.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Wall-clock time that moves when told to. */
final class FakeClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }
}
