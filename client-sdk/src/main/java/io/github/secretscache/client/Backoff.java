package io.github.secretscache.client;

import java.time.Duration;

/** The pauses between attempts: doubling, within the time there is. */
final class Backoff {
    private final Pause pause;
    private final Deadline deadline;
    private final long lastMillis;
    private long millis;

    Backoff(Pause pause, Deadline deadline, long firstMillis, long lastMillis) {
        this.pause = pause;
        this.deadline = deadline;
        this.millis = firstMillis;
        this.lastMillis = lastMillis;
    }

    /** {@return true after a pause; false if no time is left for another attempt, or the thread is interrupted} */
    boolean pause() {
        if (deadline.remainingMillis() <= millis || Thread.currentThread().isInterrupted()) {
            return false;
        }
        pause.pause(Duration.ofMillis(millis));
        millis = Math.min(lastMillis, 2 * millis);
        return !Thread.currentThread().isInterrupted();
    }
}
