package io.github.secretscache.client;

import java.time.Duration;

/** The pauses between attempts: each twice as long as the last, within the time that is left. */
final class RetryPauses {
    private final Pause pause;
    private final TimeBudget budget;
    private final long lastMillis;
    private long millis;

    RetryPauses(Pause pause, TimeBudget budget, long firstMillis, long lastMillis) {
        this.pause = pause;
        this.budget = budget;
        this.millis = firstMillis;
        this.lastMillis = lastMillis;
    }

    /** {@return true after a pause; false if no time is left for another attempt, or the thread is interrupted} */
    boolean pause() {
        if (budget.remainingMillis() <= millis || Thread.currentThread().isInterrupted()) {
            return false;
        }
        pause.pause(Duration.ofMillis(millis));
        millis = Math.min(lastMillis, 2 * millis);
        return !Thread.currentThread().isInterrupted();
    }
}
