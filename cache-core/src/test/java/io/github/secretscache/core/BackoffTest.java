package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class BackoffTest {
    private static final List<Integer> HALVES_MILLIS = List.of(500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000);

    /** Draws the longest back-off, and no jitter. */
    private static final RandomGenerator MOST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CLOSED"})
    void get_failsAgainAndAgain_restsOneSecondDoublingToSixtyAtLeastHalf(Reason reason) {
        try (Simulated least = new Simulated();
                Simulated most = new Simulated(builder -> builder.random(() -> MOST))) {
            for (int half : HALVES_MILLIS) {
                assertRests(least, reason, Duration.ofMillis(half));
                assertRests(most, reason, Duration.ofMillis(2L * half));
            }
        }
    }

    private static void assertRests(Simulated simulated, Reason reason, Duration rest) {
        simulated.source.outage(reason);
        int before = simulated.source.calls();
        assertThat(simulated.refusal(DB)).isEqualTo(reason);
        assertThat(simulated.source.calls()).isEqualTo(before + 1);
        simulated.run(rest.minus(MILLI));
        assertThat(simulated.refusal(DB)).as("remembered for %s", rest).isEqualTo(reason);
        assertThat(simulated.source.calls()).isEqualTo(before + 1);
        simulated.run(MILLI);
    }

    @Test
    void get_oneKeyRests_anotherDoesNot() {
        try (Simulated simulated = new Simulated()) {
            simulated.source.fail("bad", Reason.THROTTLED);
            simulated.refusal(SecretId.of("bad"));

            assertThat(simulated.readText()).isEqualTo("one");
        }
    }

    @Test
    void get_successAfterFailures_beginsAnew() {
        try (Simulated simulated = new Simulated()) {
            for (int i = 0; i < 5; i++) {
                simulated.source.outage(Reason.THROTTLED);
                simulated.refusal(DB);
                simulated.run(Duration.ofMinutes(1));
            }
            simulated.source.outage(null);
            simulated.read();
            simulated.run(TTL.plus(Duration.ofHours(2)));

            assertRests(simulated, Reason.THROTTLED, Duration.ofMillis(500));
        }
    }

    @Test
    void get_failureRemembered_everyReaderGetsAnExceptionOfItsOwn() {
        try (Fixture fixture = new Fixture()) {
            fixture.source.outage(Reason.ACCESS_DENIED);
            SecretFetchException one = failure(fixture);
            SecretFetchException other = failure(fixture);

            assertThat(one).isNotSameAs(other).hasMessage(other.getMessage());
            assertThat(other.getStackTrace()[0].getClassName()).startsWith("io.github.secretscache.core");
            assertThat(fixture.source.calls()).isEqualTo(1);
        }
    }

    private static SecretFetchException failure(Fixture fixture) {
        try {
            fixture.cache.get(DB);
        } catch (SecretFetchException e) {
            return e;
        }
        throw new AssertionError("not failed");
    }

    @Test
    void get_outageOfAnHour_isAnsweredStaleWithinTheCallsOfTheBackoff() {
        try (Simulated simulated = new Simulated(builder -> builder.random(() -> new SplittableRandom(7)))) {
            simulated.read();
            simulated.run(TTL);
            simulated.source.outage(Reason.SERVICE_FAILED);
            // Reads stop with the outage, a second before its end; the value may be used an hour after its ttl.
            for (int second = 0; second < 3_540; second++) {
                CachedSecret secret = simulated.read();
                assertThat(secret.isStale()).as("stale after %d s", second).isTrue();
                simulated.run(Duration.ofSeconds(1));
            }
            // Six rests shorter than 30 s, then one of 30 to 60 s after another.
            assertThat(simulated.source.calls() - 1).isBetween(60, 6 + 120);

            simulated.source.put("prod/db", "two");
            simulated.source.outage(null);
            simulated.run(Duration.ofMinutes(1).minus(Duration.ofSeconds(1)));
            CachedSecret after = simulated.read();
            assertThat(Fixture.text(after)).isEqualTo("two");
            assertThat(after.isStale()).isFalse();
        }
    }

    @Test
    void prefetch_transientFailure_doesNotMakeTheKeyRest() {
        try (Simulated simulated = new Simulated()) {
            simulated.source.outage(Reason.THROTTLED);
            var failures = simulated.cache.prefetch(List.of(DB));
            simulated.run(Duration.ZERO);
            assertThat(failures.join()).containsOnlyKeys(DB);
            simulated.source.outage(null);

            assertThat(simulated.readText()).isEqualTo("one");
        }
    }

    @Test
    void prefetch_definitiveFailure_isRemembered() {
        try (Simulated simulated = new Simulated()) {
            SecretId typo = SecretId.of("typo");
            simulated.cache.prefetch(List.of(DB, typo));
            simulated.run(Duration.ZERO);

            assertThat(simulated.refusal(typo)).isEqualTo(Reason.NOT_FOUND);
            assertThat(simulated.source.calls()).isEqualTo(1);
        }
    }
}
