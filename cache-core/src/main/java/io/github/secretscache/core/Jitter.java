package io.github.secretscache.core;

/**
 * Shortens the ttl by up to 10 %, with one draw for each ttl cycle: the sandboxes of a fleet drift apart, the secrets
 * of one sandbox stay due together. Thread-safe.
 */
final class Jitter {
    private static final double MOST = 0.1;

    private final Randomness random;
    private final long cycleMillis;
    private double shortening;
    private long cycleEnd = Long.MIN_VALUE;

    Jitter(Randomness random, long cycleMillis) {
        this.random = random;
        this.cycleMillis = cycleMillis;
    }

    /**
     * Shortens a ttl.
     *
     * @param ttlMillis the whole ttl
     * @param fetchedAt the start of the ttl
     * @return the shortened ttl in milliseconds
     */
    synchronized long shorten(long ttlMillis, long fetchedAt) {
        if (fetchedAt >= cycleEnd) {
            shortening = random.nextDouble() * MOST;
            cycleEnd = fetchedAt + shortened(cycleMillis);
        }
        return shortened(ttlMillis);
    }

    /** Ends the cycle, because its draw may have been copied in a snapshot of the process. */
    synchronized void drawAnew() {
        cycleEnd = Long.MIN_VALUE;
    }

    private long shortened(long millis) {
        return millis - (long) (millis * shortening);
    }
}
