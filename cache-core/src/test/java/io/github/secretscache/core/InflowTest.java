package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large values come no faster than the heap takes them; nothing else waits for that. */
@Timeout(60)
class InflowTest {
    private static final int LARGEST = 64 * 1024;
    private static final int PER_SECOND = 16 * LARGEST;

    private final Simulation simulation = new Simulation();
    private final WallTime time = new WallTime(simulation.clock);
    private final Inflow inflow = new Inflow(time, new Deadlines(time, simulation.timer()), PER_SECOND);

    @Test
    void isOpen_valuesComeAllTheTime_asManyAsTheBoundSays() {
        List<Long> calls = new ArrayList<>();
        callAgainAndAgain(calls);
        simulation.run(Duration.ofSeconds(10));

        // A second's worth at once, and one call that does not know yet what it brings.
        assertThat(calls).hasSizeBetween(10 * 16 + 16, 10 * 16 + 17);
        assertThat(calls.subList(0, 17)).containsOnly(0L);
    }

    private void callAgainAndAgain(List<Long> calls) {
        while (inflow.isOpen(() -> callAgainAndAgain(calls))) {
            calls.add(simulation.now());
            inflow.came(LARGEST);
        }
    }

    @Test
    void isOpen_smallValues_doNotCount() {
        IntStream.range(0, 10_000).forEach(i -> inflow.came(Inflow.LARGE_BYTES));

        assertThat(inflow.isOpen(() -> {})).isTrue();
    }

    @Test
    void isOpen_severalWait_allGoOn() {
        IntStream.range(0, 17).forEach(i -> inflow.came(LARGEST));
        List<String> open = new ArrayList<>();
        Runnable one = () -> open.add("one");
        assertThat(inflow.isOpen(one)).isFalse();
        assertThat(inflow.isOpen(() -> open.add("other"))).isFalse();
        assertThat(inflow.isOpen(one)).isFalse();
        simulation.run(Duration.ofMillis(100));

        assertThat(open).containsExactly("one", "other");
    }

    @Test
    void isOpen_afterAFreeze_atOnce() {
        IntStream.range(0, 100).forEach(i -> inflow.came(LARGEST));
        simulation.freeze(Duration.ofMinutes(1));

        assertThat(inflow.isOpen(() -> {})).isTrue();
    }

    @Test
    void get_manyLargeSecrets_areFetchedOneAfterTheOther() {
        try (Simulated simulated = new Simulated(builder -> builder.largeBytesPerSecond(PER_SECOND))) {
            List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                simulated.source.put("large" + i, "x".repeat(LARGEST));
                reads.add(simulated.reading(SecretId.of("large" + i)));
            }
            // A second's worth, and one more, because a call does not know what it brings.
            assertThat(reads).filteredOn(CompletableFuture::isDone).hasSize(17);
            simulated.run(1_000);
            assertThat(reads).filteredOn(CompletableFuture::isDone).hasSizeBetween(32, 33);
            simulated.run(1_000);
            assertThat(reads).allSatisfy(Simulated::answerOf);
        }
    }

    @Test
    void get_clockStandsStill_largeSecretsArriveNevertheless() {
        try (Simulation world = new Simulation();
                SecretsCache cache = SecretsCache.builder()
                        .source(source(40))
                        .clock(new FakeClock())
                        .executor(work -> world.after(0, work))
                        .timer(world.timer())
                        .largeBytesPerSecond(PER_SECOND)
                        .build()) {
            List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
            IntStream.range(0, 40).forEach(i -> reads.add(cache.getAsync(SecretId.of("large" + i))));
            world.run(Duration.ofSeconds(2));

            assertThat(reads).allSatisfy(Simulated::answerOf);
        }
    }

    private static FakeSecretSource source(int large) {
        FakeSecretSource source = new FakeSecretSource();
        IntStream.range(0, large).forEach(i -> source.put("large" + i, "x".repeat(LARGEST)));
        return source;
    }

    @Test
    void get_groupIsHungAndAnotherHasLargeValues_bothGoOnByThemselves() {
        try (Simulated simulated = new Simulated(builder -> builder.largeBytesPerSecond(PER_SECOND))) {
            simulated.latency("dead", Duration.ofDays(1));
            for (int i = 0; i < 8; i++) {
                simulated.source.put("large" + i, "x".repeat(LARGEST));
                simulated.reading(SecretId.of("large" + i).inGroup("dead"));
                Simulated.answerOf(simulated.reading(SecretId.of("large" + i)));
            }
        }
    }
}
