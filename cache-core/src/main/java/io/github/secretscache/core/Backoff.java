package io.github.secretscache.core;

/** How long a key rests after a failure: 1 s doubling to 60 s, half of it fixed and half random. */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;

    private final Randomness random;

    Backoff(Randomness random) {
        this.random = random;
    }

    /**
     * Draws the rest after a failure.
     *
     * @param failures how many there were in a row, 1 or more
     * @return in milliseconds
     */
    long restMillis(int failures) {
        long whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 6));
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
