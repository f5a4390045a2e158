package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a cache, and their end. */
@Timeout(60)
class CloseTest {
    private static final int CONCURRENT = 3;
    /** So many may hang in the source; besides, one that ends and one that takes over may overlap for a moment. */
    private static final int MOST_THREADS = 2 * CONCURRENT * Bulkhead.THREADS_FOR_EACH_PLACE;

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final Fixture fixture = new Fixture(builder -> builder.maxConcurrentFetches(CONCURRENT));
    private final SecretsCache cache = fixture.cache;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void build_startsNoThread() {
        assertThat(threads()).isEmpty();
    }

    @Test
    void get_manySecretsAtATime_threadsAreBounded() throws InterruptedException {
        fixture.source.gate().close();
        List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            fixture.source.put("s" + i, "x");
            reads.add(cache.getAsync(SecretId.of("s" + i)));
        }
        fixture.source.gate().awaitHeld(CONCURRENT);
        assertThat(fixture.source.gate().held()).isEqualTo(CONCURRENT);
        assertThat(threads()).hasSizeLessThanOrEqualTo(MOST_THREADS).allMatch(Thread::isDaemon);
        fixture.source.gate().open();

        reads.forEach(CompletableFuture::join);
        assertThat(threads()).hasSizeLessThanOrEqualTo(MOST_THREADS);
    }

    @Test
    void get_everyCallHangs_threadsAreBoundedToo() throws InterruptedException {
        fixture.source.gate().close();
        int most = CONCURRENT * Bulkhead.THREADS_FOR_EACH_PLACE;
        List<CompletableFuture<CachedSecret>> reads = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 10; i++) {
                reads.add(cache.getAsync(SecretId.of("s" + round + "-" + i)));
            }
            fixture.source.gate().awaitHeld(Math.min(most, CONCURRENT * (round + 1)));
            // The calls are overdue by the clock; the next look gives them up.
            fixture.clock.advance(Duration.ofSeconds(5));
            cache.prefetch(List.of());
        }

        assertThat(fixture.source.gate().held()).isEqualTo(most);
        assertThat(threads()).hasSizeLessThanOrEqualTo(MOST_THREADS);
        fixture.source.gate().open();
        Fixture.await(() -> fixture.source.gate().held() == 0);
        assertThat(fixture.read()).isEqualTo("one");
        assertThat(reads).allMatch(CompletableFuture::isDone);
    }

    @Test
    void close_idle_endsEveryThreadAndTheSource() {
        fixture.read();
        assertThat(threads()).isNotEmpty();
        cache.close();
        cache.close();

        Fixture.await(() -> threads().isEmpty());
        assertThat(fixture.source.isClosed()).isTrue();
    }

    @Test
    void close_readersWait_theyFailAsClosed() throws Exception {
        fixture.source.gate().close();
        FutureTask<Reason> blocked = new FutureTask<>(() -> fixture.refusal(DB));
        new Thread(blocked).start();
        CompletableFuture<CachedSecret> async = cache.getAsync(SecretId.of("other"));
        CompletableFuture<?> warmUp = cache.prefetch(List.of(SecretId.of("third")));
        fixture.source.gate().awaitHeld(3);
        cache.close();

        assertThat(blocked.get()).isEqualTo(Reason.CLOSED);
        assertThat(Simulated.refusal(async)).isEqualTo(Reason.CLOSED);
        assertThat(warmUp).isCompleted();
        fixture.source.gate().open();
        Fixture.await(() -> threads().isEmpty());
    }

    @Test
    void close_valueArrivesLater_isNotKept() throws InterruptedException {
        fixture.source.gate().close();
        cache.getAsync(DB);
        fixture.source.gate().awaitHeld(1);
        cache.close();
        fixture.source.gate().open();
        Fixture.await(() -> threads().isEmpty());

        assertThat(cache.entries()).isEmpty();
        assertThat(cache.stats().entries()).isZero();
        assertThat(cache.stats().bytes()).isZero();
    }

    @Test
    void calls_afterClose_failAsClosedOrDoNothing() {
        fixture.read();
        cache.close();

        assertThat(fixture.refusal(DB)).isEqualTo(Reason.CLOSED);
        assertThat(cache.getIfCached(DB)).isNull();
        assertThat(Simulated.refusal(cache.getAsync(DB))).isEqualTo(Reason.CLOSED);
        assertThat(Simulated.refusal(cache.refresh(DB))).isEqualTo(Reason.CLOSED);
        assertThat(cache.prefetch(List.of(DB)).join()).containsOnlyKeys(DB);
        assertThat(cache.refreshDue(fixture.clock.instant().plusSeconds(1))).isCompleted();
        assertThat(cache.entries()).isEmpty();
        assertThat(cache.stats().entries()).isZero();
        assertThat(fixture.source.calls()).isEqualTo(1);
    }

    @Test
    void get_interrupted_failsAtOnceAndStaysInterrupted() throws Exception {
        fixture.source.gate().close();
        FutureTask<Boolean> read = new FutureTask<>(() -> {
            Reason reason = fixture.refusal(DB);
            return reason == Reason.INTERRUPTED && Thread.currentThread().isInterrupted();
        });
        Thread reader = new Thread(read);
        reader.start();
        fixture.source.gate().awaitHeld(1);
        reader.interrupt();

        assertThat(read.get()).isTrue();
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("secrets-cache-"))
                .toList();
    }
}
