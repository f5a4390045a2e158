package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.util.concurrent.RejectedExecutionException;
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
