package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForcedRefreshesTest {
    /** A refresh that found the cache open may be held up until it is closed. */
    @Test
    void refresh_afterClose_failsEveryTime() {
        try (Simulation simulation = new Simulation()) {
            Limits limits = new Limits(600_000, 600_000, null, 600_000, 4_000, 4_000, 1_000_000, 3, 1_000_000);
            Timer none = new Timer() {
                @Override
                public void schedule(long delayMillis, Runnable task) {}

                @Override
                public void close() {}
            };
            CacheInternals internals = new CacheInternals(
                    limits,
                    new ListedSecrets(List.of(), List.of()),
                    new CacheInternals.Seams(
                            new FakeSecretSource(),
                            simulation.clock,
                            Runnable::run,
                            none,
                            new Randomness(() -> Fixture.LEAST)),
                    null);
            internals.close();

            assertThat(Simulated.refusal(internals.refresh(Fixture.DB))).isEqualTo(Reason.CLOSED);
            assertThat(Simulated.refusal(internals.refresh(Fixture.DB))).isEqualTo(Reason.CLOSED);
        }
    }
}
