package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JitterTest {
    /** Counts the draws; jitter draws doubles and nothing else does. */
    private static final class Counted implements RandomGenerator {
        private final SplittableRandom random = new SplittableRandom(1);
        final AtomicInteger draws = new AtomicInteger();

        @Override
        public double nextDouble() {
            draws.incrementAndGet();
            return random.nextDouble();
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }

    @Test
    void ttl_ofManyProcesses_isShortenedByUpToTenPercent() {
        List<Duration> ttls = IntStream.range(0, 200)
                .mapToObj(seed -> {
                    try (Simulated simulated =
                            new Simulated(builder -> builder.random(() -> new SplittableRandom(seed)))) {
                        return simulated.read().ttl();
                    }
                })
                .toList();

        assertThat(ttls)
                .allSatisfy(ttl -> assertThat(ttl).isBetween(TTL.multipliedBy(9).dividedBy(10), TTL));
        assertThat(ttls.stream().distinct().count()).isGreaterThan(190);
        assertThat(ttls).anyMatch(ttl -> ttl.compareTo(TTL.multipliedBy(91).dividedBy(100)) < 0);
        assertThat(ttls).anyMatch(ttl -> ttl.compareTo(TTL.multipliedBy(99).dividedBy(100)) > 0);
    }

    @Test
    void ttl_ofOneProcess_isDrawnOnceForEachCycle() {
        Counted random = new Counted();
        SecretId other = SecretId.of("other");
        try (Simulated simulated = new Simulated(builder -> builder.random(() -> random))) {
            simulated.source.put("other", "x");
            for (int cycle = 1; cycle <= 5; cycle++) {
                Duration ttl = simulated.read().ttl();
                assertThat(random.draws).hasValue(cycle);
                simulated.run(Duration.ofSeconds(2));
                assertThat(simulated.read(other).ttl()).isEqualTo(ttl);
                assertThat(random.draws).hasValue(cycle);
                simulated.run(TTL.multipliedBy(2));
            }
        }
    }

    @Test
    void refreshDue_secretsOfOneProcess_stayDueTogether() {
        List<ListedSecret> listed = IntStream.range(0, 10)
                .mapToObj(i -> ListedSecret.of(SecretId.of("s" + i)))
                .toList();
        try (Simulated simulated =
                new Simulated(builder -> builder.secrets(listed).random(() -> new SplittableRandom(3)))) {
            listed.forEach(secret -> simulated.source.put(secret.servedAs(), "x"));
            listed.forEach(secret -> simulated.read(secret.id()));
            int before = simulated.source.calls();
            for (int cycle = 0; cycle < 3; cycle++) {
                Duration ttl = simulated.read(listed.get(0).id()).ttl();
                simulated.run(ttl.minusMillis(1));
                due(simulated);
                assertThat(simulated.source.calls()).isEqualTo(before);
                simulated.run(Duration.ofMillis(1));
                due(simulated);
                before += listed.size();
                assertThat(simulated.source.calls()).isEqualTo(before);
            }
        }
    }

    private static void due(Simulated simulated) {
        simulated.cache.refreshDue(simulated.clock.instant().plusSeconds(2));
        simulated.run(Duration.ZERO);
    }

    @Test
    void get_ownTtl_hasTheDrawOfTheCycle() {
        ListedSecret listed = ListedSecret.of(DB).servedAs("db").withTtl(TTL.multipliedBy(3));
        try (Simulated simulated =
                new Simulated(builder -> builder.secrets(List.of(listed)).random(() -> new SplittableRandom(5)))) {
            simulated.source.put("other", "x");
            Duration own = simulated.read().ttl();
            Duration other = simulated.read(SecretId.of("other")).ttl();

            assertThat(own.minus(other.multipliedBy(3)).abs()).isLessThan(Duration.ofMillis(5));
        }
    }
}
