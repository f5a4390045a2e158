package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartupTraceTest {
    private final FakeClock clock = new FakeClock();

    @Test
    void table_hasTheTimeOfEachStep_sinceTheProcessStartedAndSinceTheStepBefore() {
        Instant start = clock.instant();
        clock.advance(Duration.ofMillis(55));
        StartupTrace trace = new StartupTrace(clock);
        clock.advance(Duration.ofMillis(1));
        trace.done("ports bound");
        clock.advance(Duration.ofMillis(1_200));
        trace.done("registered");

        assertThat(trace.table(start))
                .containsExactly(
                        "start-up trace, ms since the process started | ms of the step | done",
                        "   55.0 |    55.0 | the JVM runs main",
                        "   56.0 |     1.0 | ports bound",
                        " 1256.0 |  1200.0 | registered");
    }
}
