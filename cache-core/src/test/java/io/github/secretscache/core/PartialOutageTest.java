package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is broken delays nothing that is not: groups apart, reads before refreshes, one probe at a time. */
@Timeout(60)
class PartialOutageTest {
    private static final Duration HANGS = Duration.ofDays(1);
    private static final String DEAD = "dead";

    @Test
    void get_otherGroupNeverAnswers_readsAreAsQuickAsWithoutIt() {
        try (Simulated simulated = listing(ids(100, DEAD))) {
            simulated.latency(Duration.ofMillis(5));
            simulated.latency(DEAD, HANGS);
            simulated.cache.prefetch(ids(100, DEAD));
            for (int second = 0; second < 19; second++) {
                simulated.invoking();
                SecretId fresh = secret(simulated, "new" + second);
                CompletableFuture<CachedSecret> read = simulated.reading(fresh);
                simulated.run(5);

                Simulated.answerOf(read);
                simulated.run(995);
            }
        }
    }

    @Test
    void get_fiveHundredAreRefreshed_readsGoFirstAndNothingIsCalledIll() {
        List<SecretId> listed = ids(500, SecretId.DEFAULT_GROUP);
        try (Simulated simulated = listing(listed)) {
            listed.forEach(id -> simulated.source.put(id.name(), "x"));
            simulated.cache.prefetch(listed);
            simulated.run(0);
            simulated.run(Fixture.TTL);
            simulated.latency(Duration.ofMillis(100));
            CompletableFuture<Void> invoke = simulated.invoking();
            List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
            IntStream.range(0, 3).forEach(i -> reads.add(simulated.reading(secret(simulated, "cold" + i))));
            simulated.run(100);

            assertThat(reads).allSatisfy(Simulated::answerOf);
            simulated.run(500 * 100 / 4);
            assertThat(invoke).isCompleted();
            assertThat(simulated.cache.entries()).noneMatch(EntryStatus::stale);
            assertThat(simulated.warnings).isEmpty();
        }
    }

    @Test
    void prefetch_thousandWhereBatchesAreDenied_allArriveAlsoTheLast() {
        List<SecretId> listed = ids(1_000, SecretId.DEFAULT_GROUP);
        try (Simulated simulated = listing(listed)) {
            listed.forEach(id -> simulated.source.put(id.name(), "x"));
            simulated.denyBatches();
            simulated.latency(Duration.ofMillis(50));
            var warmUp = simulated.cache.prefetch(listed);
            simulated.run((50 + 1_000) * 50 / 8 + 50);

            assertThat(warmUp).isCompletedWithValueMatching(failures -> failures.isEmpty());
            assertThat(listed).allMatch(id -> simulated.cache.getIfCached(id) != null);
            assertThat(simulated.asked).hasSize(50 + 1_000);
            assertThat(simulated.warnings).isEmpty();
        }
    }

    @Test
    void get_duringALongWarmUp_goesFirst() {
        List<SecretId> listed = ids(400, SecretId.DEFAULT_GROUP);
        try (Simulated simulated = listing(listed)) {
            listed.forEach(id -> simulated.source.put(id.name(), "x"));
            simulated.denyBatches();
            simulated.latency(Duration.ofMillis(50));
            simulated.cache.prefetch(listed);
            simulated.run(500);
            CompletableFuture<CachedSecret> last = simulated.reading(listed.get(399));
            simulated.run(100);

            Simulated.answerOf(last);
        }
    }

    @Test
    void get_queueTakesAllTheTime_isBusyAndNeitherRestsNorBlamesTheNetwork() {
        try (Simulated simulated = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            simulated.latency(Duration.ofMillis(3_900));
            List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
            IntStream.range(0, 3).forEach(i -> reads.add(simulated.reading(secret(simulated, "s" + i))));
            simulated.run(4_000);

            Simulated.answerOf(reads.get(0));
            SecretFetchException busy = Simulated.failure(reads.get(2));
            assertThat(busy.reason()).isEqualTo(Reason.BUSY);
            assertThat(busy)
                    .hasMessageContaining("1 calls of group default are in flight and 1 wait")
                    .hasMessageNotContaining("network");
            assertThat(Simulated.refusal(reads.get(1))).isEqualTo(Reason.BUSY);
            simulated.run(10_000);
            assertThat(Fixture.text(simulated.read(SecretId.of("s2")))).isEqualTo("x");
            assertThat(simulated.asked).hasSize(3);
        }
    }

    @Test
    void get_limitOfAFetch_countsFromItsCall() {
        try (Simulated simulated = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            simulated.latency(Duration.ofMillis(900));
            List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
            IntStream.range(0, 8).forEach(i -> reads.add(simulated.reading(secret(simulated, "s" + i))));
            simulated.run(8 * 900);

            assertThat(simulated.cache.stats().loads()).isEqualTo(8);
            assertThat(reads)
                    .filteredOn(CompletableFuture::isCompletedExceptionally)
                    .hasSize(4);
            assertThat(simulated.warnings).isEmpty();
        }
    }

    @Test
    void get_readersComeFasterThanTheSourceAnswers_theirCallsAreForgottenInTime() {
        try (Simulated simulated = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            simulated.latency(Duration.ofMillis(100));
            for (int second = 0; second < 60; second++) {
                for (int i = 0; i < 20; i++) {
                    simulated.reading(secret(simulated, "s" + second + "-" + i));
                }
                simulated.run(1_000);
            }
            GroupStatus group = simulated.cache.groups().get(0);
            assertThat(group.waiting()).isLessThanOrEqualTo(8 * 20);

            simulated.run(8_000);
            CompletableFuture<CachedSecret> afterwards = simulated.reading(secret(simulated, "afterwards"));
            simulated.run(100);
            Simulated.answerOf(afterwards);
        }
    }

    @Test
    void get_askedAgainWhileItWaits_isNotForgotten() {
        try (Simulated simulated = new Simulated(builder -> builder.maxConcurrentFetches(1))) {
            simulated.latency(Duration.ofMillis(3_000));
            IntStream.range(0, 4).forEach(i -> simulated.reading(secret(simulated, "s" + i)));
            simulated.run(7_000);
            CompletableFuture<CachedSecret> again = simulated.reading(SecretId.of("s3"));
            simulated.run(4_000);
            assertThat(Simulated.refusal(again)).isEqualTo(Reason.BUSY);
            simulated.run(1_000);

            assertThat(simulated.asked).containsExactly("default s0", "default s1", "default s2", "default s3");
        }
    }

    @Test
    void refreshDue_outage_holdsNothingUpAfterThreeTimeOuts() {
        List<SecretId> listed = ids(20, SecretId.DEFAULT_GROUP);
        try (Simulated simulated = listing(listed)) {
            listed.forEach(id -> simulated.source.put(id.name(), "x"));
            simulated.cache.prefetch(listed);
            simulated.run(0);
            simulated.run(Fixture.TTL);
            simulated.latency(Duration.ofSeconds(10));
            simulated.outage(SecretId.DEFAULT_GROUP, Reason.TIMED_OUT);
            CompletableFuture<Void> first = simulated.invoking();
            simulated.run(4_000);
            assertThat(first).isCompleted();

            for (int second = 0; second < 120; second++) {
                assertThat(simulated.invoking()).as("next after %d s", second).isCompleted();
                CachedSecret stale = simulated.read(listed.get(second % 20 == 0 ? 1 : second % 20));
                assertThat(stale.isStale()).isTrue();
                GroupStatus group = simulated.cache.groups().get(0);
                assertThat(group.probed()).isTrue();
                assertThat(group.calls()).isLessThanOrEqualTo(second < 4 ? 3 : 1);
                assertThat(group.waiting()).isZero();
                simulated.run(1_000);
            }
            simulated.latency(Duration.ofMillis(5));
            simulated.outage(SecretId.DEFAULT_GROUP, null);
            simulated.run(60_000);
            CompletableFuture<Void> back = simulated.invoking();
            simulated.run(5);
            assertThat(back).isCompleted();
            CompletableFuture<Void> rest = simulated.invoking();
            simulated.run(25);
            assertThat(rest).isCompleted();
            assertThat(simulated.cache.entries()).noneMatch(EntryStatus::stale);
            assertThat(simulated.cache.groups().get(0).probed()).isFalse();
        }
    }

    @Test
    void get_groupIsProbed_coldKeysGetTheErrorAtOnceAndMakeNoCall() {
        try (Simulated simulated = new Simulated()) {
            simulated.latency(HANGS);
            IntStream.range(0, 3).forEach(i -> simulated.reading(secret(simulated, "s" + i)));
            simulated.run(4_000);
            CompletableFuture<CachedSecret> probe = simulated.reading(secret(simulated, "probe"));
            CompletableFuture<CachedSecret> other = simulated.reading(secret(simulated, "other"));

            assertThat(probe).isNotDone();
            SecretFetchException refused = Simulated.failure(other);
            assertThat(refused.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(refused)
                    .hasMessageContaining("secret other was not asked for")
                    .hasMessageContaining("one at a time is tried");
            assertThat(simulated.asked).doesNotContain("default other");
        }
    }

    @Test
    void get_readsWaitWhenTheGroupBecomesProbed_theyEndThen() {
        try (Simulated simulated = new Simulated(builder -> builder.maxConcurrentFetches(3))) {
            simulated.latency(HANGS);
            IntStream.range(0, 3).forEach(i -> simulated.reading(secret(simulated, "s" + i)));
            simulated.run(3_000);
            List<CompletableFuture<CachedSecret>> waiting = new ArrayList<>();
            IntStream.range(3, 9).forEach(i -> waiting.add(simulated.reading(secret(simulated, "s" + i))));
            simulated.run(1_000);

            assertThat(waiting).filteredOn(CompletableFuture::isDone).hasSize(3);
        }
    }

    @Test
    void get_threeKeysThrottled_groupIsNotProbed() {
        try (Simulated simulated = new Simulated()) {
            simulated.outage(SecretId.DEFAULT_GROUP, Reason.THROTTLED);
            IntStream.range(0, 5).forEach(i -> simulated.refusal(secret(simulated, "s" + i)));

            assertThat(simulated.cache.groups().get(0).probed()).isFalse();
        }
    }

    private static Simulated listing(List<SecretId> ids) {
        return new Simulated(
                builder -> builder.secrets(ids.stream().map(ListedSecret::of).toList()));
    }

    private static List<SecretId> ids(int count, String group) {
        return IntStream.range(0, count)
                .mapToObj(i -> SecretId.of("s" + i).inGroup(group))
                .toList();
    }

    private static SecretId secret(Simulated simulated, String name) {
        simulated.source.put(name, "x");
        return SecretId.of(name);
    }
}
