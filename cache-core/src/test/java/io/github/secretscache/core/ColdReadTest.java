package io.github.secretscache.core;

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

/** Reads of listed parameters that the warm-up has not brought ask for as little as it did. */
@Timeout(60)
class ColdReadTest {
    private static final String BATCH = "default batch of 10";
    private static final ListedPath PATH = ListedPath.of("/path/");
    private static final String PAGE = "default page of /path/";

    private final List<SecretId> listed = IntStream.range(0, 20)
            .mapToObj(i -> SecretId.parameter("/app/p" + i))
            .toList();
    private final List<SecretId> below = IntStream.range(0, 25)
            .mapToObj(i -> SecretId.parameter("/path/%02d".formatted(i)))
            .toList();
    private final Simulated simulated = new Simulated(builder ->
            builder.secrets(listed.stream().map(ListedSecret::of).toList()).listings(List.of(PATH)));

    ColdReadTest() {
        for (List<SecretId> ids : List.of(listed, below)) {
            ids.forEach(id -> simulated.source.putParameter(id.name(), "SecureString", "value of " + id.name()));
        }
    }

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void reads_afterAThrottledWarmUp_areBatches() {
        throttledWarmUp();
        simulated.outage("default batch", null);

        assertThat(text(simulated.read(listed.get(3)))).isEqualTo("value of /app/p3");
        assertThat(simulated.asked).containsExactly(BATCH);
        listed.forEach(id -> assertThat(text(simulated.read(id))).isEqualTo("value of " + id.name()));
        assertThat(simulated.asked).containsExactly(BATCH, BATCH);
    }

    @Test
    void reads_atOnce_shareABatch() {
        simulated.latency(Duration.ofMillis(20));
        List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
        listed.forEach(id -> reads.add(simulated.cache.getAsync(id)));
        simulated.run(20);

        assertThat(simulated.asked).containsExactly(BATCH, BATCH);
        assertThat(reads).allMatch(read -> read.isDone() && !read.isCompletedExceptionally());
    }

    @Test
    void reads_whileThrottled_backOffAsABatch() {
        throttledWarmUp();
        for (int second = 0; second < 60; second++) {
            listed.forEach(simulated::reading);
            simulated.run(1_000);
        }

        // Rests of 0.5, 1, 2, 4, 8, 16 and 30 s, and two batches after each.
        assertThat(simulated.asked).hasSizeBetween(12, 16).allMatch(BATCH::equals);
        assertThat(simulated.refusal(listed.get(0))).isEqualTo(Reason.THROTTLED);
    }

    @Test
    void read_throttledForLongerThanStaleWhileRevalidate_isABatch() {
        simulated.cache.prefetch(listed);
        simulated.run(Fixture.TTL.plus(Duration.ofMinutes(5)));
        simulated.outage("default batch", Reason.THROTTLED);
        simulated.asked.clear();

        listed.forEach(id -> assertThat(simulated.read(id).isStale()).isTrue());
        assertThat(simulated.asked).filteredOn(BATCH::equals).hasSize(2);
        assertThat(simulated.asked).allMatch(call -> call.equals(BATCH) || call.equals(PAGE));
    }

    @Test
    void read_afterABatchThatHung_isByItself() {
        simulated.latency(Duration.ofMinutes(10));
        simulated.cache.prefetch(listed.subList(0, 10));
        simulated.run(10_000);
        simulated.latency(Duration.ZERO);
        simulated.asked.clear();

        assertThat(text(simulated.read(listed.get(0)))).isEqualTo("value of /app/p0");
        assertThat(simulated.asked).containsExactly("default /app/p0");
    }

    @Test
    void read_withoutTheRightToBatches_isByItself_untilABatchIsAnswered() {
        simulated.denyBatches();
        simulated.outage("default", Reason.THROTTLED);
        simulated.cache.prefetch(listed);
        simulated.run(0);
        simulated.asked.clear();
        simulated.outage("default", null);

        simulated.read(listed.get(0));
        assertThat(simulated.asked).containsExactly("default /app/p0");

        simulated.allowBatches();
        simulated.cache.prefetch(listed.subList(1, 3));
        simulated.run(0);
        simulated.asked.clear();
        simulated.read(listed.get(3));
        assertThat(simulated.asked).containsExactly(BATCH);
    }

    @Test
    void read_ofWhatIsNotListed_isByItself() {
        simulated.source.putParameter("/other", "String", "other");

        assertThat(text(simulated.read(SecretId.parameter("/other")))).isEqualTo("other");
        assertThat(text(simulated.read(listed.get(0).atVersion("1")))).isEqualTo("value of /app/p0");
        assertThat(text(simulated.read(below.get(0).atVersion("1")))).isEqualTo("value of /path/00");
        assertThat(simulated.asked).containsExactly("default /other", "default /app/p0", "default /path/00");
    }

    @Test
    void read_belowAPath_isItsPage() {
        simulated.outage("default page", Reason.THROTTLED);
        simulated.cache.prefetchListings();
        simulated.run(0);
        simulated.outage("default page", null);
        simulated.asked.clear();

        assertThat(text(simulated.read(below.get(3)))).isEqualTo("value of /path/03");
        below.forEach(id -> assertThat(text(simulated.read(id))).isEqualTo("value of " + id.name()));
        assertThat(simulated.asked).containsExactly(PAGE, PAGE, PAGE);
    }

    @Test
    void read_whileThePathIsRead_waitsForThatPage_andIsByItselfIfItIsNotThere() {
        simulated.latency(Duration.ofMillis(20));
        simulated.cache.prefetchListings();
        simulated.run(5);
        CompletableFuture<CachedSecret> first = simulated.reading(below.get(0));
        CompletableFuture<CachedSecret> last = simulated.reading(below.get(24));
        CompletableFuture<CachedSecret> unknown = simulated.reading(SecretId.parameter("/path/unknown"));
        simulated.run(15);

        assertThat(first).isCompleted();
        assertThat(last).isNotDone();
        simulated.run(20);
        assertThat(text(Simulated.answerOf(last))).isEqualTo("value of /path/24");
        assertThat(Simulated.refusal(unknown)).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.asked)
                .containsExactlyInAnyOrder(PAGE, PAGE, PAGE, "default /path/24", "default /path/unknown");
    }

    @Test
    void reads_whileThePathIsThrottled_waitForItsRest() {
        simulated.outage("default page", Reason.THROTTLED);
        simulated.cache.prefetchListings();
        simulated.run(0);
        simulated.asked.clear();
        for (int second = 0; second < 60; second++) {
            below.forEach(simulated::reading);
            simulated.run(1_000);
        }

        // Rests of 0.5, 1, 2, 4, 8, 16 and 30 s.
        assertThat(simulated.asked).hasSizeBetween(6, 8).allMatch(PAGE::equals);
        assertThat(simulated.refusal(below.get(0))).isEqualTo(Reason.THROTTLED);
        assertThat(simulated.refusal(SecretId.parameter("/path/unknown"))).isEqualTo(Reason.THROTTLED);

        simulated.outage("default page", null);
        simulated.run(Duration.ofMinutes(1));
        assertThat(text(simulated.read(below.get(0)))).isEqualTo("value of /path/00");
    }

    @Test
    void read_pathThrottledForLongerThanStaleWhileRevalidate_isItsPage_andTheOldValue() {
        simulated.cache.prefetchListings();
        simulated.run(Fixture.TTL.plus(Duration.ofMinutes(5)));
        simulated.outage("default page", Reason.THROTTLED);
        simulated.asked.clear();

        below.forEach(id -> assertThat(simulated.read(id).isStale()).isTrue());
        assertThat(simulated.asked).containsOnlyOnce(PAGE).allMatch(call -> call.equals(BATCH) || call.equals(PAGE));
    }

    @Test
    void read_pathThatFailsOtherwise_isByItself() {
        for (Reason reason : List.of(Reason.SERVICE_FAILED, Reason.ACCESS_DENIED)) {
            simulated.outage("default page", reason);
            simulated.asked.clear();

            SecretId id = below.get(reason.ordinal());
            assertThat(text(simulated.read(id))).isEqualTo("value of " + id.name());
            assertThat(simulated.asked).last().isEqualTo("default " + id.name());
        }
    }

    @Test
    void read_waitingForAPage_endsInTimeAndWithTheCache() {
        simulated.latency(Duration.ofMinutes(1));
        CompletableFuture<CachedSecret> read = simulated.reading(below.get(0));
        simulated.run(4_000);
        assertThat(Simulated.refusal(read)).isEqualTo(Reason.TIMED_OUT);

        CompletableFuture<CachedSecret> other = simulated.reading(below.get(1));
        simulated.cache.close();
        assertThat(Simulated.refusal(other)).isEqualTo(Reason.CLOSED);
    }

    /** Leaves nothing listed by name in the cache, and no rest, for a warm-up is tried again at once. */
    private void throttledWarmUp() {
        simulated.outage("default batch", Reason.THROTTLED);
        simulated.cache.prefetch(listed);
        simulated.run(0);
        assertThat(simulated.asked).containsExactly(BATCH, BATCH);
        simulated.asked.clear();
    }
}
