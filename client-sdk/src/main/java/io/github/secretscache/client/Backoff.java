package io.github.secretscache.client;

import java.time.Duration;

/** The pauses between the attempts of one call: doubling, within the call's time. */
final class Backoff {
    private static final long FIRST_MILLIS = 20;
    private static final long LAST_MILLIS = 500;

    private final Pause pause;
    private final Deadline deadline;
    private long millis = FIRST_MILLIS;

    Backoff(Pause pause, Deadline deadline) {
        this.pause = pause;
        this.deadline = deadline;
    }

    /** {@return true after a pause; false if no time is left for another attempt, or the thread is interrupted} */
    boolean pause() {
        if (deadline.remainingMillis() <= millis || Thread.currentThread().isInterrupted()) {
            return false;
        }
        pause.pause(Duration.ofMillis(millis));
        millis = Math.min(LAST_MILLIS, 2 * millis);
        return !Thread.currentThread().isInterrupted();
    }
}
