package io.github.secretscache.locallambda.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A deadline by the wall clock, like Lambda's own deadlines, and the time until then. */
public record WallDeadline(InstantSource clock, Instant at) {

    static WallDeadline in(InstantSource clock, Duration remaining) {
        return new WallDeadline(clock, clock.instant().plus(remaining));
    }

    /** Never negative. */
    Duration remaining() {
        Duration left = Duration.between(clock.instant(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean passed() {
        return remaining().isZero();
    }

    WallDeadline earlierOf(WallDeadline other) {
        return at.isBefore(other.at) ? this : other;
    }
}
