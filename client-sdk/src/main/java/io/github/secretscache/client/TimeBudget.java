package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;

/** The end of one call's time budget, by the wall clock. */
final class TimeBudget {
    /** Longer than any call: no limit of its own. */
    static final Duration MAX = Duration.ofDays(1);

    private final InstantSource clock;
    private final long endMillis;
    private final long budgetMillis;

    private TimeBudget(InstantSource clock, long budgetMillis) {
        this.clock = clock;
        this.budgetMillis = budgetMillis;
        this.endMillis = clock.millis() + budgetMillis;
    }

    static TimeBudget of(Duration budget, InstantSource clock) {
        return new TimeBudget(clock, budget.toMillis());
    }

    /** {@return what is left, never more than the whole budget, zero or less when it is over} */
    long remainingMillis() {
        return Math.min(budgetMillis, endMillis - clock.millis());
    }
}
