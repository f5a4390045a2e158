package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A cache in simulated time over a scripted source, with the secret {@link Fixture#DB} at version 1. A call takes {@link
 * #latency}; what it answers is settled when it begins.
 */
final class Simulated implements AutoCloseable {
    final Simulation simulation = new Simulation();
    final FakeClock clock = simulation.clock;
    final FakeSecretSource source = new FakeSecretSource();
    final SecretsCache cache;
    private Duration latency = Duration.ZERO;

    Simulated() {
        this(builder -> {});
    }

    Simulated(Fixture.Options options) {
        SecretsCache.Builder builder =
                simulation.builder().source(new Delayed()).random(Fixture.LEAST).ttl(Fixture.TTL);
        options.set(builder);
        cache = builder.build();
        source.put("prod/db", "one");
    }

    /** How long the calls take that begin from now on. */
    void latency(Duration duration) {
        latency = duration;
    }

    /** Begins a read. */
    CompletableFuture<CachedSecret> reading(SecretId id) {
        CompletableFuture<CachedSecret> answer = cache.getAsync(id);
        simulation.run(Duration.ZERO);
        return answer;
    }

    /** Begins a forced refresh. */
    CompletableFuture<CachedSecret> refreshing(SecretId id) {
        CompletableFuture<CachedSecret> answer = cache.refresh(id);
        simulation.run(Duration.ZERO);
        return answer;
    }

    /** A read that is answered without time passing. */
    CachedSecret read(SecretId id) {
        return answerOf(reading(id));
    }

    CachedSecret read() {
        return read(Fixture.DB);
    }

    String readText() {
        return Fixture.text(read());
    }

    /** Why a read fails without time passing. */
    Reason refusal(SecretId id) {
        return refusal(reading(id));
    }

    /** What a read has answered by now. */
    static CachedSecret answerOf(CompletableFuture<CachedSecret> read) {
        assertThat(read).isCompleted();
        return read.join();
    }

    /** Why a read has failed by now. */
    static Reason refusal(CompletableFuture<?> read) {
        assertThat(read).isCompletedExceptionally();
        try {
            read.join();
        } catch (CompletionException e) {
            return ((SecretFetchException) e.getCause()).reason();
        }
        throw new AssertionError("not failed");
    }

    /** Lets time pass. */
    void run(Duration duration) {
        simulation.run(duration);
    }

    @Override
    public void close() {
        cache.close();
        simulation.close();
    }

    private final class Delayed implements SecretSource {
        @Override
        public SecretValue fetch(SecretId id) {
            Duration takes = latency;
            FetchOutcome outcome = FetchOutcome.of(() -> source.fetch(id));
            delay(takes);
            if (outcome instanceof FetchOutcome.Failed failed) {
                throw failed.cause();
            }
            return ((FetchOutcome.Fetched) outcome).value();
        }

        @Override
        public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
            Duration takes = latency;
            Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(ids);
            delay(takes);
            return outcomes;
        }

        @Override
        public int largestBatch() {
            return source.largestBatch();
        }

        private void delay(Duration takes) {
            if (!takes.isZero()) {
                simulation.pause(takes.toMillis());
            }
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
