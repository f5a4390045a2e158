package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatsTest {
    private final Simulated simulated = new Simulated();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void stats_newCache_areZero() {
        assertThat(simulated.cache.stats()).isEqualTo(new SecretsCacheStats(0, 0, 0, 0, 0, Duration.ZERO, 0, 0, 0));
    }

    @Test
    void stats_everyRead_countsInOneOfHitsStaleHitsAndMisses() {
        simulated.latency(Duration.ofMillis(50));
        simulated.reading(DB);
        simulated.run(Duration.ofMillis(50));
        assertReads(0, 0, 1);
        simulated.read();
        simulated.cache.getIfCached(DB);
        assertReads(2, 0, 1);
        assertThat(simulated.cache.getIfCached(SecretId.of("absent"))).isNull();
        assertReads(2, 0, 1);

        simulated.run(TTL);
        simulated.read();
        assertReads(2, 1, 1);
        simulated.run(REVALIDATE.plus(TTL));
        simulated.source.outage(Reason.THROTTLED);
        simulated.reading(DB);
        simulated.run(Duration.ofMillis(50));
        assertReads(2, 2, 1);
        simulated.read();
        assertReads(2, 3, 1);
        simulated.reading(SecretId.of("absent"));
        simulated.run(Duration.ofMillis(50));
        simulated.refusal(SecretId.of("absent"));
        assertReads(2, 3, 3);

        SecretsCacheStats stats = simulated.cache.stats();
        assertThat(stats.loads()).isEqualTo(2);
        assertThat(stats.loadFailures()).isEqualTo(2);
        assertThat(stats.totalLoadTime()).isEqualTo(Duration.ofMillis(200));
        assertThat(stats.entries()).isEqualTo(1);
        assertThat(stats.bytes()).isEqualTo(1_024 + 3);
    }

    @Test
    void stats_fetchInFlightOrGivenUp_isNoEntry() {
        simulated.latency(Duration.ofHours(1));
        simulated.reading(DB);
        assertThat(simulated.cache.stats().entries()).isZero();
        simulated.run(Duration.ofSeconds(4));

        SecretsCacheStats stats = simulated.cache.stats();
        assertThat(stats.entries()).isZero();
        assertThat(stats.loads()).isZero();
        assertThat(stats.loadFailures()).isEqualTo(1);
    }

    private void assertReads(long hits, long staleHits, long misses) {
        SecretsCacheStats stats = simulated.cache.stats();
        assertThat(stats.hits()).as("hits").isEqualTo(hits);
        assertThat(stats.staleHits()).as("stale hits").isEqualTo(staleHits);
        assertThat(stats.misses()).as("misses").isEqualTo(misses);
    }
}
