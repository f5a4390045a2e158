package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.testing.FakeSecretSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No read joins a fetch that nobody makes. */
@Timeout(60)
class OrphanTest {
    private static final SecretId OTHER = SecretId.of("other");

    private final FakeSecretSource fake = new FakeSecretSource();

    @Test
    void prefetch_replicasOfThrows_theNextReadFetches() {
        fake.put("prod/db", "one");
        fake.put("other", "x");
        try (Simulation simulation = new Simulation();
                SecretsCache cache = simulation.builder().source(new Broken()).build()) {
            assertThat(cache.prefetch(List.of(Fixture.DB, OTHER)).join()).containsOnlyKeys(Fixture.DB, OTHER);

            var read = cache.getAsync(Fixture.DB);
            simulation.runUntil(0);
            assertThat(Fixture.text(Simulated.answerOf(read))).isEqualTo("one");
        }
    }

    /** Fails the first time. */
    private final class Broken implements SecretSource {
        private boolean failed;

        @Override
        public SecretValue fetch(SecretId id) {
            return fake.fetch(id);
        }

        @Override
        public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
            return fake.fetchBatch(ids);
        }

        @Override
        public Batching batchingOf(SecretId id) {
            return Batching.whenWarmingUp(id.group(), 20);
        }

        @Override
        public List<String> replicasOf(SecretId id) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("broken");
            }
            return List.of();
        }

        @Override
        public void close() {
            fake.close();
        }
    }
}
