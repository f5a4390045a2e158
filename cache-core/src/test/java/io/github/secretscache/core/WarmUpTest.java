package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {
    private final Simulated simulated = new Simulated();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void prefetch_fortyFive_areThreeCallsOfAtMostTwenty() {
        List<SecretId> ids = secrets(45);

        assertThat(prefetch(ids)).isEmpty();

        assertThat(simulated.source.log()).extracting(List::size).containsExactly(20, 20, 5);
        ids.forEach(id -> assertThat(simulated.cache.getIfCached(id)).isNotNull());
        assertThat(simulated.cache.stats().loads()).isEqualTo(45);
    }

    @Test
    void prefetch_twoGroupsAndOtherVersions_areCallsOfTheirOwn() {
        List<SecretId> ids = secrets(3);
        SecretId first = ids.get(0);
        simulated.source.put("s0", "newer");

        Map<SecretId, SecretFetchException> failures = prefetch(List.of(
                first, ids.get(1), first.inGroup("other"), ids.get(2).inGroup("other"), first.atStage("AWSPREVIOUS")));

        assertThat(failures).isEmpty();
        assertThat(simulated.source.log()).extracting(List::size).containsExactlyInAnyOrder(2, 2, 1);
    }

    @Test
    void prefetch_sameIdTwiceAndOneInMemory_areFetchedOnceAndNotAtAll() {
        List<SecretId> ids = secrets(2);
        simulated.read(ids.get(0));

        prefetch(List.of(ids.get(0), ids.get(1), ids.get(1)));

        assertThat(simulated.source.calls("s0")).isEqualTo(1);
        assertThat(simulated.source.calls("s1")).isEqualTo(1);
    }

    @Test
    void prefetch_someFail_failuresAreToldAndTheRestIsThere() {
        List<SecretId> ids = secrets(20);
        simulated.source.fail("s3", Reason.ACCESS_DENIED);
        simulated.source.fail("s4", Reason.THROTTLED);
        simulated.source.delete("s5");

        Map<SecretId, SecretFetchException> failures = prefetch(ids);

        assertThat(failures).hasSize(3);
        assertThat(failures.get(ids.get(3)).reason()).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(failures.get(ids.get(4)).reason()).isEqualTo(Reason.THROTTLED);
        assertThat(failures.get(ids.get(5)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.source.calls()).isEqualTo(1);
        assertThat(text(simulated.read(ids.get(6)))).isEqualTo("x6");
        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void get_duringTheWarmUp_waitsForItsOwnSecretOnly() {
        List<SecretId> ids = secrets(2);
        simulated.latency(Duration.ofMillis(1_500));
        CompletableFuture<?> warmUp = simulated.cache.prefetch(ids);
        simulated.run(Duration.ofSeconds(1));
        CompletableFuture<CachedSecret> read = simulated.reading(ids.get(1));
        simulated.latency(Duration.ZERO);
        assertThat(simulated.readText()).isEqualTo("one");
        assertThat(read).isNotDone();
        simulated.run(Duration.ofSeconds(1));

        assertThat(warmUp).isCompleted();
        assertThat(text(Simulated.answerOf(read))).isEqualTo("x1");
        assertThat(simulated.source.calls("s1")).isEqualTo(1);
    }

    @Test
    void prefetch_sourceNeverAnswers_endsWithTheBatchAndTheCallsAfterIt_andTheNextReadFetches() {
        List<SecretId> ids = secrets(3);
        simulated.latency(Duration.ofHours(1));
        CompletableFuture<Map<SecretId, SecretFetchException>> warmUp = simulated.cache.prefetch(ids);
        simulated.run(Duration.ofSeconds(6));
        assertThat(warmUp).isCompleted();

        assertThat(warmUp.join()).containsOnlyKeys(ids);
        simulated.latency(Duration.ZERO);
        assertThat(text(simulated.read(ids.get(0)))).isEqualTo("x0");
    }

    @Test
    void prefetch_batchComesLateAndWithNothing_membersAreNotFetchedTwice() {
        List<SecretId> ids = secrets(3);
        simulated.denyBatches();
        simulated.latency(Duration.ofMillis(2_500));
        CompletableFuture<?> warmUp = simulated.cache.prefetch(ids);
        simulated.run(1_900);
        simulated.latency(Duration.ofSeconds(1));
        simulated.run(1_100);

        assertThat(warmUp).isCompleted();
        simulated.run(5_000);
        assertThat(simulated.asked).containsExactly("default batch of 3", "default s0", "default s1", "default s2");
    }

    @Test
    void prefetch_keyWhoseCallsHang_doesNotSpoilTheBatch() {
        List<SecretId> ids = secrets(3);
        simulated.latency(Duration.ofDays(1));
        for (int i = 0; i < Limits.MOST_STUCK; i++) {
            simulated.reading(ids.get(0));
            simulated.run(Duration.ofMinutes(2));
        }
        simulated.latency(Duration.ZERO);

        assertThat(prefetch(ids)).containsOnlyKeys(ids.get(0));
        assertThat(text(simulated.read(ids.get(1)))).isEqualTo("x1");
    }

    @Test
    void prefetch_sourceWithoutBatchThatThrowsForOne_doesNotSpoilTheRest() {
        SecretSource plain = new SecretSource() {
            @Override
            public SecretValue fetch(SecretId id) {
                if (id.name().equals("s1")) {
                    throw new IllegalStateException("a bug");
                }
                return id.name().equals("s2") ? null : simulated.source.fetch(id);
            }

            @Override
            public void close() {}
        };
        List<SecretId> ids = secrets(4);
        try (Simulated own = new Simulated(builder -> builder.source(plain))) {
            var warmUp = own.cache.prefetch(ids);
            own.run(Duration.ZERO);

            assertThat(warmUp.join()).containsOnlyKeys(ids.get(1), ids.get(2));
            assertThat(warmUp.join().values())
                    .extracting(SecretFetchException::reason)
                    .containsOnly(Reason.SOURCE_FAILED);
            assertThat(own.cache.getIfCached(ids.get(3))).isNotNull();
        }
    }

    @Test
    void prefetch_batchThatThrowsOrBringsNothing_membersAreFetchedByThemselves() {
        List<Collection<SecretId>> batches = new ArrayList<>();
        SecretSource broken = new SecretSource() {
            @Override
            public SecretValue fetch(SecretId id) {
                return simulated.source.fetch(id);
            }

            @Override
            public Batching batchingOf(SecretId id) {
                return Batching.whenWarmingUp(id.group(), 20);
            }

            @Override
            public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
                batches.add(ids);
                if (batches.size() == 1) {
                    throw new AssertionError("no batches");
                }
                return Map.of();
            }

            @Override
            public void close() {}
        };
        List<SecretId> ids = secrets(4);
        try (Simulated own = new Simulated(builder -> builder.source(broken))) {
            for (int i = 0; i < 2; i++) {
                var warmUp = own.cache.prefetch(ids);
                own.run(Duration.ZERO);
                assertThat(warmUp.join()).isEmpty();
                assertThat(text(own.read(ids.get(0)))).isEqualTo("x0");
                ids.forEach(own::refreshing);
            }
            assertThat(batches).hasSize(1);
        }
    }

    private List<SecretId> secrets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    simulated.source.put("s" + i, "x" + i);
                    return SecretId.of("s" + i);
                })
                .toList();
    }

    private Map<SecretId, SecretFetchException> prefetch(List<SecretId> ids) {
        CompletableFuture<Map<SecretId, SecretFetchException>> warmUp = simulated.cache.prefetch(ids);
        simulated.run(Duration.ZERO);
        assertThat(warmUp).isCompleted();
        return warmUp.join();
    }
}
