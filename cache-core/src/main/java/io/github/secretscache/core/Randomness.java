package io.github.secretscache.core;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The random numbers for jitter and back-off; copies of the process must not share them. Thread-safe. */
final class Randomness {
    private final Supplier<RandomGenerator> seeded;
    private RandomGenerator generator;

    Randomness(Supplier<RandomGenerator> seeded) {
        this.seeded = seeded;
        this.generator = seeded.get();
    }

    /** From 0 to 1, without 1. */
    synchronized double nextDouble() {
        return generator.nextDouble();
    }

    /** From 0 to a bound, without the bound. */
    synchronized long nextLong(long bound) {
        return generator.nextLong(bound);
    }

    synchronized void seedAnew() {
        generator = seeded.get();
    }
}
