package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * How long and where a rotation looks for another value.
 *
 * @param budget counts from the first refusal; zero looks once, without a time limit
 * @param stages tried in addition to the configured stage
 */
record RotationLimits(Duration budget, List<String> stages, InstantSource clock, Pause pause) {
    static final RotationLimits ONCE = new RotationLimits(Duration.ZERO, List.of(), InstantSource.system(), Pause.PARK);

    /** {@return the stages, if a secret can have such} */
    static List<String> checkedStages(String property, String... stages) {
        for (String stage : stages) {
            ReadRequest.check(property, stage, ReadRequest.MAX_VERSION_LENGTH);
        }
        return List.of(stages);
    }

    boolean looksOnce() {
        return budget.isZero();
    }
}
