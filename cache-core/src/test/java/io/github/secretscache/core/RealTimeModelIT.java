package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The model of {@link ModelTest} on real threads and in real time: 200 secrets, 50 readers that block, rotations, every
 * fault. Not a part of {@code mvn verify}: {@code mvn -pl cache-core -am test -Dtest=RealTimeModelIT
 * -Dsurefire.failIfNoSpecifiedTests=false}, for {@code -Dmodel.seconds=60}.
 */
@Timeout(3_600)
class RealTimeModelIT {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration STALE_IF_ERROR = Duration.ofSeconds(4);
    private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);
    /** What a busy machine may take between a moment and the note of it. */
    private static final long SLACK_MILLIS = 500;

    private static final int READERS = 50;

    @Test
    void reads_everyFaultAtRandomOnRealThreads_areRight() throws Exception {
        Logger log = Logger.getLogger("io.github.secretscache.core");
        log.setLevel(Level.OFF);
        RandomGenerator random = new OfThisThread();
        ModelSource source = new ModelSource(
                200, random, REQUEST_TIMEOUT.toMillis(), System::currentTimeMillis, RealTimeModelIT::pause);
        ModelReader reader = new ModelReader(source, TTL, STALE_IF_ERROR, SLACK_MILLIS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("model.seconds", 60));
        try (SecretsCache cache = SecretsCache.builder()
                .source(source)
                .ttl(TTL)
                .staleIfError(STALE_IF_ERROR)
                .requestTimeout(REQUEST_TIMEOUT)
                .secrets(source.listed())
                .listings(List.of(ModelSource.PATH))
                .build()) {
            List<FutureTask<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                tasks.add(started(end, () -> read(cache, source, reader)));
            }
            tasks.add(started(end, () -> {
                source.change();
                pause(random.nextLong(40));
            }));
            tasks.add(started(end, () -> {
                cache.refreshDue(Instant.now().plusMillis(200)).join();
                pause(random.nextLong(200));
            }));
            for (FutureTask<Void> task : tasks) {
                task.get();
            }
            System.out.println(cache.stats() + ", " + source.fetches() + " calls; answers: " + reader.fresh + " fresh, "
                    + reader.stale + " stale, " + reader.failed + " failed");
        } finally {
            log.setLevel(null);
        }
        assertThat(reader.wrong()).isNull();
        assertThat(reader.fresh).hasPositiveValue();
        assertThat(reader.stale).hasPositiveValue();
        assertThat(reader.failed).hasPositiveValue();
    }

    private static void read(SecretsCache cache, ModelSource source, ModelReader reader) {
        RandomGenerator random = ThreadLocalRandom.current();
        String asked = source.asked(random);
        long askedAt = System.currentTimeMillis();
        try {
            if (random.nextInt(50) == 0) {
                var unused = cache.refresh(source.id(asked));
            }
            CachedSecret answer = cache.get(source.id(asked));
            reader.answered(asked, askedAt, answer, System.currentTimeMillis());
        } catch (SecretFetchException e) {
            reader.failed(asked, askedAt, e);
        }
        reader.waited(asked, askedAt, System.currentTimeMillis() - askedAt, REQUEST_TIMEOUT.toMillis());
        pause(random.nextLong(10));
    }

    private static FutureTask<Void> started(long end, Runnable step) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            while (System.nanoTime() < end) {
                step.run();
            }
            return null;
        });
        new Thread(task, "model").start();
        return task;
    }

    /** A network does not hurry for an interrupt. */
    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(left);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class OfThisThread implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}
