package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process stands still in the middle of things, or is copied. */
@Timeout(60)
class FreezeTest {
    private static final Duration FROZEN = Duration.ofMinutes(20);
    private static final List<ListedSecret> LISTED = List.of(ListedSecret.of(DB), ListedSecret.of(SecretId.of("two")));

    @Test
    void refreshDue_freezeCutRefreshes_theyAreFetchedAtOnceAndNothingIsCalledIll() {
        try (Simulated simulated = new Simulated(builder -> builder.secrets(LISTED))) {
            warm(simulated);
            simulated.latency(Duration.ofDays(1));
            simulated.invoking();
            simulated.run(1_000);
            simulated.simulation.freeze(FROZEN);
            simulated.latency(Duration.ZERO);

            CompletableFuture<Void> first = simulated.invoking();

            assertThat(first).isCompleted();
            assertThat(simulated.cache.entries())
                    .noneMatch(EntryStatus::stale)
                    .allSatisfy(entry -> assertThat(entry.lastFailure()).isNull());
            assertThat(simulated.warnings).isEmpty();
        }
    }

    @Test
    void refreshDue_connectionsBrokeDuringTheFreeze_sameThing() {
        try (Simulated simulated = new Simulated(builder -> builder.secrets(LISTED))) {
            warm(simulated);
            simulated.latency(Duration.ofMinutes(10));
            simulated.source.outage(Reason.CONNECTION_FAILED);
            simulated.invoking();
            simulated.run(1_000);
            simulated.simulation.freeze(FROZEN);
            simulated.source.outage(null);
            simulated.latency(Duration.ZERO);
            // The broken calls return before anybody looks.
            simulated.run(0);

            assertThat(simulated.invoking()).isCompleted();
            assertThat(simulated.cache.entries()).noneMatch(EntryStatus::stale);
            assertThat(simulated.warnings).isEmpty();
            assertThat(simulated.cache.groups().get(0).probed()).isFalse();
        }
    }

    @Test
    void refreshDue_threeCallsCutByAFreeze_groupIsNotProbed() {
        List<SecretId> ids =
                IntStream.range(0, 5).mapToObj(i -> SecretId.of("s" + i)).toList();
        try (Simulated simulated = new Simulated()) {
            simulated.latency(Duration.ofDays(1));
            ids.forEach(simulated::reading);
            simulated.simulation.freeze(FROZEN);
            simulated.run(100);

            assertThat(simulated.cache.groups().get(0).probed()).isFalse();
        }
    }

    @Test
    void afterRestore_copiesOfOneSnapshot_drawTheirOwn() {
        List<Duration> ttls = IntStream.range(0, 5)
                .mapToObj(copy -> {
                    AtomicLong seeds = new AtomicLong();
                    // One seed in the snapshot, another one in each copy.
                    Fixture.Options options = builder ->
                            builder.random(() -> new SplittableRandom(seeds.getAndIncrement() == 0 ? 7 : 100 + copy));
                    try (Simulated simulated = new Simulated(options)) {
                        simulated.read();
                        simulated.cache.afterRestore();
                        return simulated.read().ttl();
                    }
                })
                .toList();

        assertThat(ttls)
                .doesNotHaveDuplicates()
                .allSatisfy(ttl -> assertThat(ttl).isBetween(TTL.multipliedBy(9).dividedBy(10), TTL));
    }

    @Test
    void afterRestore_failureIsRemembered_itsRestIsDrawnAnew() {
        AtomicLong seeds = new AtomicLong();
        try (Simulated simulated =
                new Simulated(builder -> builder.random(() -> new SplittableRandom(seeds.getAndIncrement())))) {
            SecretId unknown = SecretId.of("unknown");
            for (int i = 0; i < 7; i++) {
                simulated.refusal(unknown);
                simulated.run(60_000);
            }
            simulated.refusal(unknown);
            int calls = simulated.source.calls();
            simulated.run(29_000);
            simulated.cache.afterRestore();
            simulated.run(29_000);

            assertThat(simulated.refusal(unknown)).isEqualTo(Reason.NOT_FOUND);
            assertThat(simulated.source.calls())
                    .as("half a minute at least, from the restore on")
                    .isEqualTo(calls);
        }
    }

    private static void warm(Simulated simulated) {
        simulated.source.put("two", "x");
        simulated.cache.prefetch(LISTED.stream().map(ListedSecret::id).toList());
        simulated.run(0);
        simulated.run(TTL);
    }
}
