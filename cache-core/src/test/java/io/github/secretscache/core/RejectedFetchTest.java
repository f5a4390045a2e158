package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is no thread for a fetch. */
@Timeout(60)
class RejectedFetchTest {
    private final FakeSecretSource source = new FakeSecretSource();
    private Throwable rejection;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void get_noThreadForTheFetch_failsAtOnceAndTheNextReadFetches(boolean rejected) {
        source.put("prod/db", "one");
        try (Simulation simulation = new Simulation();
                SecretsCache cache = cache(simulation)) {
            rejection = rejected ? new RejectedExecutionException() : new OutOfMemoryError("no thread");
            var read = cache.getAsync(Fixture.DB);
            simulation.runUntil(0);
            assertThat(Simulated.refusal(read)).isEqualTo(Reason.BUSY);

            rejection = null;
            var next = cache.getAsync(Fixture.DB);
            simulation.runUntil(0);
            assertThat(Fixture.text(Simulated.answerOf(next))).isEqualTo("one");
            assertThat(cache.groups()).singleElement().matches(group -> group.calls() == 0);
        }
    }

    @Test
    void get_timerFailsWhenTheCallBegins_theCallLeavesItsPlace() {
        source.put("prod/db", "one");
        Runnable[] begun = new Runnable[1];
        boolean[] fails = new boolean[1];
        Timer timer = new Timer() {
            @Override
            public void schedule(long delayMillis, Runnable task) {
                if (fails[0]) {
                    throw new OutOfMemoryError("no thread");
                }
            }

            @Override
            public void close() {}
        };
        try (SecretsCache cache = SecretsCache.builder()
                .executor(work -> begun[0] = work)
                .timer(timer)
                .source(source)
                .build()) {
            cache.getAsync(Fixture.DB);
            assertThat(cache.groups()).singleElement().matches(group -> group.calls() == 1);
            fails[0] = true;
            assertThatThrownBy(begun[0]::run).isInstanceOf(OutOfMemoryError.class);
            fails[0] = false;

            assertThat(cache.groups()).singleElement().matches(group -> group.calls() == 0);
        }
    }

    private SecretsCache cache(Simulation simulation) {
        return simulation
                .builder()
                .executor(work -> {
                    if (rejection instanceof Error error) {
                        throw error;
                    }
                    if (rejection instanceof RuntimeException exception) {
                        throw exception;
                    }
                    simulation.after(0, work);
                })
                .source(source)
                .build();
    }
}
