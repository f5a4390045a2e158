package io.github.secretscache.locallambda;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A moment by the wall clock, which is what Lambda's own deadlines are, and how far away it is. */
record Deadline(InstantSource clock, Instant at) {

    static Deadline in(InstantSource clock, Duration remaining) {
        return new Deadline(clock, clock.instant().plus(remaining));
    }

    /** Never negative. */
    Duration remaining() {
        Duration left = Duration.between(clock.instant(), at);
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean passed() {
        return remaining().isZero();
    }

    Deadline earlierOf(Deadline other) {
        return at.isBefore(other.at) ? this : other;
    }
}
