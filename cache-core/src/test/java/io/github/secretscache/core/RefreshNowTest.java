package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshNowTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulated simulated = new Simulated();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void refresh_freshValue_fetchesAllTheSame() {
        simulated.read();
        simulated.source.put("prod/db", "two");

        assertThat(text(Simulated.answerOf(simulated.refreshing(DB)))).isEqualTo("two");
        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void refresh_fetchInFlight_doesNotJoinIt() {
        simulated.latency(SECOND);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.source.put("prod/db", "two");
        CompletableFuture<CachedSecret> forced = simulated.refreshing(DB);
        assertThat(simulated.source.calls()).isEqualTo(2);
        simulated.run(SECOND);

        assertThat(text(Simulated.answerOf(forced))).isEqualTo("two");
        assertThat(read).isCompleted();
    }

    @Test
    void get_forcedFetchInFlight_joinsIt() {
        simulated.latency(SECOND);
        simulated.refreshing(DB);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(SECOND);

        assertThat(text(Simulated.answerOf(read))).isEqualTo("one");
        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void refresh_manyWithinASecond_shareTheNextCall() {
        simulated.refreshing(DB);
        List<CompletableFuture<CachedSecret>> others = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            simulated.run(Duration.ofMillis(100));
            others.add(simulated.refreshing(DB));
        }
        simulated.source.put("prod/db", "two");
        simulated.run(Duration.ofMillis(99));
        assertThat(simulated.source.calls()).isEqualTo(1);
        assertThat(others).noneMatch(CompletableFuture::isDone);
        simulated.run(MILLI);

        assertThat(others)
                .allSatisfy(other -> assertThat(text(Simulated.answerOf(other))).isEqualTo("two"));
        assertThat(simulated.source.calls()).isEqualTo(2);
    }

    @Test
    void refresh_askedForWithoutEnd_isOneCallASecond() {
        for (int i = 0; i < 1_000; i++) {
            simulated.refreshing(DB);
            simulated.run(Duration.ofMillis(10));
        }

        assertThat(simulated.source.calls()).isBetween(10, 11);
    }

    @Test
    void refresh_twoKeys_doNotWaitForEachOther() {
        simulated.source.put("other", "x");
        simulated.refreshing(DB);

        assertThat(text(Simulated.answerOf(simulated.refreshing(SecretId.of("other")))))
                .isEqualTo("x");
    }

    @Test
    void refresh_transientFailure_isToldAndKeepsTheOldValue() {
        simulated.read();
        simulated.source.outage(Reason.THROTTLED);

        assertThat(Simulated.refusal(simulated.refreshing(DB))).isEqualTo(Reason.THROTTLED);

        assertThat(simulated.readText()).isEqualTo("one");
        assertThat(simulated.read().isStale()).isFalse();
    }

    @Test
    void refresh_definitiveFailure_dropsTheOldValue() {
        simulated.read();
        simulated.source.outage(Reason.ACCESS_DENIED);

        assertThat(Simulated.refusal(simulated.refreshing(DB))).isEqualTo(Reason.ACCESS_DENIED);

        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(simulated.source.calls()).isEqualTo(2);
    }

    @Test
    void refresh_keyRests_fetchesAllTheSame() {
        simulated.source.outage(Reason.NOT_FOUND);
        simulated.refusal(DB);
        simulated.source.outage(null);

        assertThat(text(Simulated.answerOf(simulated.refreshing(DB)))).isEqualTo("one");
        assertThat(simulated.readText()).isEqualTo("one");
    }

    @Test
    void refresh_sourceNeverAnswers_failsAtTheRequestTimeout() {
        simulated.latency(Duration.ofDays(1));
        CompletableFuture<CachedSecret> forced = simulated.refreshing(DB);
        simulated.run(Duration.ofSeconds(4));

        assertThat(Simulated.refusal(forced)).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void refresh_queueTakesAllTheTime_isBusyAsARead() {
        try (Simulated narrow = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            narrow.latency(Duration.ofMillis(3_900));
            IntStream.range(0, 3).forEach(i -> narrow.reading(SecretId.of("s" + i)));
            CompletableFuture<CachedSecret> forced = narrow.refreshing(DB);
            CompletableFuture<CachedSecret> next = narrow.refreshing(DB);
            narrow.run(3_999);
            assertThat(forced).isNotDone();
            narrow.run(1);

            assertThat(Simulated.failure(forced))
                    .hasMessageContaining("waited for its turn")
                    .hasMessageNotContaining("network");
            assertThat(Simulated.refusal(forced)).isEqualTo(Reason.BUSY);
            narrow.run(1_000);
            assertThat(Simulated.refusal(next)).isEqualTo(Reason.BUSY);
        }
    }

    @Test
    void refresh_noThreadEverReturns_endsInTimeAndQueuesOneCall() {
        try (Simulated narrow = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            narrow.latency(Duration.ofDays(1));
            IntStream.range(0, Bulkhead.THREADS_FOR_EACH_PLACE).forEach(i -> {
                narrow.reading(SecretId.of("s" + i));
                narrow.run(4_000);
            });
            List<CompletableFuture<CachedSecret>> forced = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                forced.add(narrow.refreshing(DB));
                narrow.run(1_000);
            }
            narrow.run(5_000);

            assertThat(forced).allSatisfy(one -> assertThat(one).isCompletedExceptionally());
            assertThat(narrow.cache.groups().get(0).waiting()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void refresh_manyNamesFasterThanTheSourceAnswers_areForgottenInTime() {
        try (Simulated narrow = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            narrow.latency(Duration.ofMillis(100));
            for (int second = 0; second < 60; second++) {
                for (int i = 0; i < 20; i++) {
                    narrow.refreshing(SecretId.of("s" + second + "-" + i));
                }
                narrow.run(1_000);
            }

            assertThat(narrow.cache.groups().get(0).waiting()).isLessThanOrEqualTo(8 * 20);
        }
    }

    @Test
    void refreshHeld_queueTakesAllTheTime_endsInTime() {
        try (Simulated narrow = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            narrow.read();
            narrow.latency(Duration.ofMillis(3_900));
            IntStream.range(0, 3).forEach(i -> narrow.reading(SecretId.of("s" + i)));
            CompletableFuture<Void> held = narrow.cache.refreshHeld(DB);
            narrow.run(3_999);
            assertThat(held).isNotDone();
            narrow.run(1);
            assertThat(held).isCompleted();

            narrow.source.put("prod/db", "two");
            narrow.run(12_000);
            assertThat(narrow.readText()).isEqualTo("two");
        }
    }

    @Test
    void close_refreshNotBegunYet_endsIt() {
        simulated.refreshing(DB);
        CompletableFuture<CachedSecret> next = simulated.refreshing(DB);
        simulated.cache.close();

        assertThat(Simulated.refusal(next)).isEqualTo(Reason.CLOSED);
        assertThat(Simulated.refusal(simulated.cache.refresh(DB))).isEqualTo(Reason.CLOSED);
    }
}
