package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fetch that takes too long is given up, and results count in the order in which their fetches began. */
@Timeout(60)
class AbandonmentTest {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Simulated simulated = new Simulated();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void get_fetchTakesTooLong_failsAtTheRequestTimeoutAndTheNextIsANewOne() {
        simulated.latency(LONG);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(REQUEST_TIMEOUT.minus(MILLI));
        assertThat(read).isNotDone();
        simulated.run(MILLI);

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);

        simulated.latency(Duration.ZERO);
        simulated.run(Duration.ofSeconds(1));
        assertThat(simulated.readText()).isEqualTo("one");
        assertThat(simulated.source.calls()).isEqualTo(2);
    }

    @Test
    void get_readerJoinsLate_waitsNoLongerThanTheFetch() {
        simulated.latency(LONG);
        simulated.reading(DB);
        simulated.run(Duration.ofSeconds(3));
        CompletableFuture<CachedSecret> late = simulated.reading(DB);
        simulated.run(Duration.ofSeconds(1));

        assertThat(Simulated.refusal(late)).isEqualTo(Reason.TIMED_OUT);
        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void get_resultComesAfterANewerOne_doesNotOverwriteIt() {
        simulated.latency(LONG);
        simulated.reading(DB);
        simulated.run(Duration.ofSeconds(5));
        simulated.source.put("prod/db", "two");
        simulated.latency(Duration.ZERO);
        assertThat(simulated.readText()).isEqualTo("two");

        simulated.run(LONG);

        assertThat(simulated.readText()).isEqualTo("two");
        assertThat(simulated.source.calls()).isEqualTo(2);
    }

    @Test
    void get_lateResultWithoutANewerOne_isUsed() {
        simulated.latency(Duration.ofSeconds(10));
        simulated.reading(DB);
        simulated.run(Duration.ofSeconds(10));

        CachedSecret secret = simulated.read();

        assertThat(text(secret)).isEqualTo("one");
        assertThat(secret.fetchedAt()).isEqualTo(simulated.clock.instant().minusSeconds(10));
        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void get_lateRefusal_endsTheValueOfAnOlderFetchOnly() {
        simulated.read();
        simulated.source.outage(Reason.ACCESS_DENIED);
        simulated.latency(LONG);
        CompletableFuture<CachedSecret> denied = simulated.refreshing(DB);
        simulated.run(REQUEST_TIMEOUT);
        assertThat(Simulated.refusal(denied)).isEqualTo(Reason.TIMED_OUT);
        assertThat(simulated.readText()).isEqualTo("one");

        simulated.run(LONG.minus(REQUEST_TIMEOUT));

        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void get_lateRefusalAfterANewerValue_isIgnored() {
        simulated.source.outage(Reason.ACCESS_DENIED);
        simulated.latency(LONG);
        simulated.reading(DB);
        simulated.run(Duration.ofSeconds(5));
        simulated.source.outage(null);
        simulated.latency(Duration.ZERO);
        assertThat(simulated.readText()).isEqualTo("one");

        simulated.run(LONG);

        assertThat(simulated.readText()).isEqualTo("one");
    }

    @Test
    void get_valueComesAfterANewerRefusalAndATransientFailure_isNotUsed() {
        simulated.latency(LONG);
        simulated.reading(DB);
        simulated.run(Duration.ofSeconds(5));
        simulated.latency(Duration.ZERO);
        simulated.source.outage(Reason.ACCESS_DENIED);
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
        simulated.run(Duration.ofMinutes(1));
        simulated.source.outage(Reason.THROTTLED);
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.THROTTLED);
        int calls = simulated.source.calls();

        simulated.run(LONG);

        assertThat(simulated.refusal(DB)).isEqualTo(Reason.THROTTLED);
        assertThat(simulated.source.calls()).isEqualTo(calls + 1);
    }

    @Test
    void get_forcedRefreshIsQuickerThanAnEarlierRefresh_bothGetTheNewValue() {
        simulated.read();
        simulated.run(TTL.plus(REVALIDATE));
        simulated.latency(Duration.ofMillis(900));
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.source.put("prod/db", "two");
        simulated.latency(Duration.ofMillis(100));
        CompletableFuture<CachedSecret> forced = simulated.refreshing(DB);
        simulated.run(Duration.ofSeconds(1));

        assertThat(text(Simulated.answerOf(forced))).isEqualTo("two");
        assertThat(text(Simulated.answerOf(read))).isEqualTo("two");
        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void get_twoCallsForAKeyHang_itIsNotCalledAgainAndOthersAre() {
        simulated.source.put("other", "x");
        simulated.latency(Duration.ofDays(1));
        for (int i = 0; i < 10; i++) {
            simulated.reading(DB);
            simulated.run(Duration.ofMinutes(2));
        }
        assertThat(simulated.source.calls("prod/db")).isEqualTo(Limits.MOST_STUCK);

        simulated.latency(Duration.ZERO);
        assertThat(text(simulated.read(SecretId.of("other")))).isEqualTo("x");
        simulated.run(Duration.ofDays(1));
        assertThat(simulated.readText()).isEqualTo("one");
    }
}
