package io.github.secretscache.core;

/** How long a key rests after a failure: 1 s doubling to 60 s, half of it fixed and half random. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;

    /** Failures that follow each other so closely count as one, like those of a batch. */
    private static final long TOGETHER_MILLIS = 50;

    private static final long STEPS = LONGEST_MILLIS / 2;

    private final Randomness random;
    private long drawnAt = Long.MIN_VALUE;
    private long draw;

    Backoff(Randomness random) {
        this.random = random;
    }

    /**
     * Draws the back-off after a failure. Keys that fail together back off together, so that they can form a batch again.
     *
     * @param failures how many there were in a row, 1 or more
     * @param now when it failed
     * @return in milliseconds
     */
    synchronized long restMillis(int failures, long now) {
        if (now < drawnAt || now - TOGETHER_MILLIS > drawnAt) {
            draw = random.nextLong(STEPS + 1);
            drawnAt = now;
        }
        long whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 6));
        return whole / 2 + whole / 2 * draw / STEPS;
    }

    /** Forgets the last draw, which may have been copied in a snapshot of the process. */
    synchronized void drawAnew() {
        drawnAt = Long.MIN_VALUE;
    }
}
