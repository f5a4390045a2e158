package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ttl of zero, which is {@code CACHE_TIMEOUT=0}. */
@Timeout(60)
class CachingOffTest {
    private final Simulated simulated =
            new Simulated(builder -> builder.ttl(Duration.ZERO).secrets(List.of(ListedSecret.of(DB))));

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void get_everyRead_fetches() {
        simulated.read();
        simulated.source.put("prod/db", "two");

        CachedSecret secret = simulated.read();

        assertThat(text(secret)).isEqualTo("two");
        assertThat(secret.isStale()).isFalse();
        assertThat(secret.ttl()).isZero();
        assertThat(secret.staleWhileRevalidate()).isZero();
    }

    @Test
    void get_thousandReadsAtATime_shareAFetch() {
        simulated.latency(Duration.ofMillis(20));
        List<CompletableFuture<CachedSecret>> reads =
                Stream.generate(() -> simulated.reading(DB)).limit(1_000).toList();
        simulated.run(Duration.ofMillis(20));

        assertThat(reads)
                .allSatisfy(read -> assertThat(text(Simulated.answerOf(read))).isEqualTo("one"));
        assertThat(simulated.source.calls()).isEqualTo(1);
        simulated.latency(Duration.ZERO);
        simulated.read();
        assertThat(simulated.source.calls()).isEqualTo(2);
    }

    @Test
    void get_value_isNotStored() {
        simulated.read();

        assertThat(simulated.cache.getIfCached(DB)).isNull();
        assertThat(simulated.cache.stats().entries()).isZero();
        assertThat(simulated.cache.stats().bytes()).isZero();
        assertThat(simulated.cache.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.versionId()).isNull();
            assertThat(entry.dueAt()).isNull();
        });
    }

    @Test
    void get_failure_isNotRemembered() {
        simulated.source.outage(Reason.NOT_FOUND);
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.NOT_FOUND);
        simulated.source.outage(null);

        assertThat(simulated.readText()).isEqualTo("one");
    }

    @Test
    void prefetchAndRefreshDue_fetchNothing() {
        assertThat(simulated.cache.prefetch(List.of(DB))).isCompletedWithValueMatching(Map::isEmpty);
        assertThat(simulated.cache.refreshDue(simulated.clock.instant().plusSeconds(2)))
                .isCompleted();

        assertThat(simulated.source.calls()).isZero();
    }

    @Test
    void refresh_fetches() {
        assertThat(text(Simulated.answerOf(simulated.refreshing(DB)))).isEqualTo("one");
    }

    @Test
    void get_ownTtlOfZero_isNotStoredWhileOthersAre() {
        ListedSecret off = ListedSecret.of(DB).servedAs("off").withTtl(Duration.ZERO);
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(off)))) {
            own.source.put("other", "x");
            for (int i = 0; i < 3; i++) {
                own.read();
                own.read(SecretId.of("other"));
            }

            assertThat(own.source.calls("prod/db")).isEqualTo(3);
            assertThat(own.source.calls("other")).isEqualTo(1);
        }
    }
}
