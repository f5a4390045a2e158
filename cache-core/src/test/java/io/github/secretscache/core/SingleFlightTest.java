package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SingleFlightTest {
    @ParameterizedTest
    @ValueSource(ints = {50, 1_000})
    void get_coldSecretFromManyThreads_makesOneCall(int threads) throws Exception {
        try (Fixture fixture = new Fixture()) {
            fixture.source.gate().close();
            CountDownLatch started = new CountDownLatch(threads);
            List<Future<String>> reads = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                FutureTask<String> read = new FutureTask<>(() -> {
                    started.countDown();
                    return fixture.read();
                });
                new Thread(read).start();
                reads.add(read);
            }
            started.await();
            fixture.source.gate().awaitHeld(1);
            fixture.source.gate().open();

            for (Future<String> read : reads) {
                assertThat(read.get()).isEqualTo("one");
            }
            assertThat(fixture.source.calls()).isEqualTo(1);
            assertThat(fixture.cache.stats().loads()).isEqualTo(1);
            assertThat(fixture.cache.stats().hits() + fixture.cache.stats().misses())
                    .isEqualTo(threads);
        }
    }

    /** Who looks before the failure is remembered and fetches after it must not make a second call. */
    @RepeatedTest(200)
    void get_coldSecretThatFailsAtOnceFromManyThreads_makesOneCall() throws Exception {
        try (Fixture fixture = new Fixture()) {
            fixture.source.outage(Reason.NOT_FOUND);
            CountDownLatch started = new CountDownLatch(8);
            List<FutureTask<Reason>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                FutureTask<Reason> read = new FutureTask<>(() -> {
                    started.countDown();
                    started.await();
                    return fixture.refusal(DB);
                });
                new Thread(read).start();
                reads.add(read);
            }

            for (FutureTask<Reason> read : reads) {
                assertThat(read.get()).isEqualTo(Reason.NOT_FOUND);
            }
            assertThat(fixture.source.calls()).isEqualTo(1);
        }
    }

    @Test
    void get_oneKeyHangs_othersAreNotDelayed() throws InterruptedException, ExecutionException {
        try (Fixture fixture = new Fixture()) {
            fixture.source.put("hung", "x");
            fixture.source.gate().close("hung");
            var hung = fixture.cache.getAsync(SecretId.of("hung"));
            fixture.source.gate().awaitHeld(1);

            assertThat(fixture.read()).isEqualTo("one");
            assertThat(hung).isNotDone();
            fixture.source.gate().open();
            assertThat(hung.get().value().asString()).isEqualTo("x");
        }
    }

    @Test
    void getAsync_cancelledByOneReader_doesNotDisturbAnother() throws InterruptedException {
        try (Fixture fixture = new Fixture()) {
            fixture.source.gate().close();
            var first = fixture.cache.getAsync(DB);
            var second = fixture.cache.getAsync(DB);
            fixture.source.gate().awaitHeld(1);
            first.cancel(true);
            fixture.source.gate().open();

            assertThat(second.join().value().asString()).isEqualTo("one");
            assertThat(fixture.source.calls()).isEqualTo(1);
        }
    }
}
