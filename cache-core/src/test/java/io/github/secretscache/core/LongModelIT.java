package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@link ModelTest} with one seed after the other, until {@code -Dmodel.steps=10000000} reads are answered. Not a part of
 * {@code mvn verify}: {@code mvn -pl cache-core -am test -Dtest=LongModelIT -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(3_600)
class LongModelIT {
    @Test
    void reads_everyFaultAtRandomSeedAfterSeed_areRight() {
        Logger log = Logger.getLogger("io.github.secretscache.core");
        log.setLevel(Level.OFF);
        long most = Long.getLong("model.steps", 10_000_000);
        long steps = 0;
        long seed = 1_000;
        for (; steps < most; seed++) {
            try (ModelTest.Run run = new ModelTest.Run(seed)) {
                run.run();
                assertThat(run.reader.wrong()).as("seed %d", seed).isNull();
                assertThat(run.dead)
                        .as("secrets that cannot be read at the end, seed %d", seed)
                        .isEmpty();
                assertThat(run.open)
                        .as("reads without an answer, seed %d", seed)
                        .hasValue(0);
                steps += run.steps();
            }
        }
        System.out.printf("%,d reads by %d seeds, nothing wrong%n", steps, seed - 1_000);
        log.setLevel(null);
    }
}
