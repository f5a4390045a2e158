package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read from memory allocates nothing, counters and age check included, on the system's own clock. */
@Timeout(120)
class HitAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int READS = 100_000;
    /** Less than a byte a read: tables of Caffeine and counters grow a few times while threads compete. */
    private static final long ONCE_BYTES = READS;

    private interface Read {
        CachedSecret from(SecretsCache cache);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void hit_allocatesNothing(int threads) throws Exception {
        SecretId arn = SecretId.of("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-000001");
        List<Read> reads =
                List.of(cache -> cache.getIfCached(DB), cache -> cache.get("prod/db"), cache -> cache.getIfCached(arn));
        try (Fixture fixture = new Fixture(builder -> builder.clock(InstantSource.system()))) {
            fixture.read();
            fixture.cache.get(arn);
            for (Read read : reads) {
                // The first round lets tables, counters and the compiler settle.
                allocated(fixture.cache, read, threads);
                allocated(fixture.cache, read, threads);
                assertThat(allocated(fixture.cache, read, threads))
                        .as("bytes a thread for %d reads", READS)
                        .allMatch(bytes -> bytes < ONCE_BYTES);
            }
            assertThat(fixture.source.calls()).isEqualTo(1);
        }
    }

    private static List<Long> allocated(SecretsCache cache, Read read, int threads) throws Exception {
        CountDownLatch together = new CountDownLatch(threads);
        List<FutureTask<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            FutureTask<Long> task = new FutureTask<>(() -> {
                together.countDown();
                together.await();
                long self = Thread.currentThread().getId();
                long before = THREADS.getThreadAllocatedBytes(self);
                for (int n = 0; n < READS; n++) {
                    if (read.from(cache) == null) {
                        throw new AssertionError("no hit");
                    }
                }
                return THREADS.getThreadAllocatedBytes(self) - before;
            });
            new Thread(task).start();
            tasks.add(task);
        }
        List<Long> bytes = new ArrayList<>();
        for (FutureTask<Long> task : tasks) {
            bytes.add(task.get());
        }
        return bytes;
    }
}
