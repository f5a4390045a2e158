package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restored snapshots, clocks that are set back, and frozen sandboxes. */
@Timeout(60)
class WallClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

    private final Simulated simulated = new Simulated();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void get_clockJumpsForward_valueHasExpired() {
        simulated.read();
        simulated.source.put("prod/db", "two");
        simulated.clock.advance(TTL.plus(REVALIDATE));

        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void get_clockJumpsForwardPastStaleIfErrorInAnOutage_fails() {
        simulated.read();
        simulated.source.outage(Reason.CONNECTION_FAILED);
        simulated.clock.advance(TTL.plus(HOUR));

        assertThat(simulated.refusal(DB)).isEqualTo(Reason.CONNECTION_FAILED);
    }

    @Test
    void get_clockSetBackAnHour_freshValueAgesOnFromWhereItWas() {
        simulated.read();
        simulated.run(TTL.minusMinutes(1));
        assertThat(simulated.read().isStale()).isFalse();
        simulated.clock.stepBack(HOUR);

        CachedSecret secret = simulated.read();
        assertThat(secret.isStale()).isFalse();
        assertThat(Duration.between(secret.fetchedAt(), simulated.clock.instant()))
                .isEqualTo(TTL.minusMinutes(1));
        simulated.run(Duration.ofMinutes(1).minus(MILLI));
        assertThat(simulated.read().isStale()).isFalse();
        simulated.run(MILLI);
        assertThat(simulated.read().isStale()).isTrue();
    }

    @Test
    void get_clockSetBackAnHour_expiredValueDoesNotComeBack() {
        simulated.read();
        simulated.run(TTL.plus(REVALIDATE));
        simulated.source.put("prod/db", "two");
        simulated.cache.entries();
        simulated.clock.stepBack(HOUR);

        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void get_clockSetBackDuringAFetch_waitsNoLongerThanTheRequestTimeout() {
        simulated.latency(HOUR);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(Duration.ofSeconds(1));
        simulated.clock.stepBack(HOUR);
        simulated.run(REQUEST_TIMEOUT.minusSeconds(1));

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void get_clockJumpsForwardDuringAFetch_itIsGivenUpAtOnce() {
        simulated.latency(HOUR);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(Duration.ofSeconds(1));
        simulated.clock.advance(HOUR);
        simulated.run(Duration.ofMillis(100));

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void get_frozenInTheMiddleOfARefresh_nextReadStartsANewOneAndDoesNotRest() {
        simulated.read();
        simulated.run(TTL);
        simulated.latency(HOUR);
        simulated.read();
        assertThat(simulated.source.calls()).isEqualTo(2);
        simulated.simulation.freeze(Duration.ofMinutes(10));
        simulated.source.put("prod/db", "two");
        simulated.latency(Duration.ZERO);

        assertThat(simulated.readText()).isEqualTo("two");
        assertThat(simulated.source.calls()).isEqualTo(3);
        simulated.run(HOUR);
        assertThat(simulated.readText()).isEqualTo("two");
    }

    /** Giving up is no single step: a read comes at each reading of the clock meanwhile, as one on another thread may. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void get_whileARefreshIsGivenUpAfterAFreeze_startsANewOne(int moment) {
        CompletableFuture<CachedSecret> meanwhile = new CompletableFuture<>();
        AtomicInteger readings = new AtomicInteger(Integer.MIN_VALUE);
        AtomicReference<Simulated> world = new AtomicReference<>();
        InstantSource clock = () -> {
            if (readings.incrementAndGet() == moment) {
                world.get().cache.getAsync(DB).thenAccept(meanwhile::complete);
            }
            return world.get() == null ? Instant.EPOCH : world.get().clock.instant();
        };
        try (Simulated own = new Simulated(builder -> builder.clock(clock))) {
            world.set(own);
            own.read();
            own.run(TTL.plus(REVALIDATE));
            own.latency(HOUR);
            own.reading(DB);
            own.simulation.freeze(Duration.ofMinutes(10));
            own.source.put("prod/db", "two");
            own.latency(Duration.ZERO);

            readings.set(0);
            own.run(Duration.ofMillis(200));

            assertThat(text(Simulated.answerOf(meanwhile))).isEqualTo("two");
        }
    }

    @Test
    void get_frozenPastTheBoundInTheMiddleOfARefreshInAnOutage_fails() {
        simulated.read();
        simulated.run(TTL.plus(REVALIDATE));
        simulated.latency(Duration.ofDays(1));
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.simulation.freeze(HOUR);
        simulated.source.outage(Reason.SERVICE_FAILED);
        simulated.latency(Duration.ZERO);
        simulated.run(Duration.ZERO);

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.SERVICE_FAILED);
    }

    @Test
    void get_frozenBetweenAnswerAndReader_oldValueIsNotServedPastItsBound() {
        simulated.latency(Duration.ofMillis(500));
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        // The answer is on its way when the sandbox freezes.
        simulated.simulation.freeze(TTL.plus(HOUR));
        simulated.run(Duration.ofSeconds(1));

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);
        simulated.source.put("prod/db", "two");
        CompletableFuture<CachedSecret> next = simulated.reading(DB);
        simulated.run(Duration.ofSeconds(1));
        assertThat(text(Simulated.answerOf(next))).isEqualTo("two");
    }

    @Test
    void refreshDue_frozenInTheMiddle_startsAnew() {
        ListedSecret listed = ListedSecret.of(DB);
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(listed)))) {
            own.read();
            own.run(TTL);
            own.latency(HOUR);
            CompletableFuture<Void> due =
                    own.cache.refreshDue(own.clock.instant().plusSeconds(2));
            own.run(Duration.ofSeconds(2));
            assertThat(due).isCompleted();
            own.simulation.freeze(Duration.ofMinutes(5));
            own.latency(Duration.ZERO);

            CompletableFuture<Void> again =
                    own.cache.refreshDue(own.clock.instant().plusSeconds(2));
            own.run(Duration.ofMillis(1));

            assertThat(again).isCompleted();
            assertThat(own.source.calls()).isEqualTo(3);
            assertThat(own.read().isStale()).isFalse();
        }
    }
}
