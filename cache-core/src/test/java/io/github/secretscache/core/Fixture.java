package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A cache over a scripted source on a clock that stands still, with the secret {@link #DB} at version 1. */
final class Fixture implements AutoCloseable {
    static final SecretId DB = SecretId.of("prod/db");
    static final Duration TTL = Duration.ofMinutes(10);
    static final Duration REVALIDATE = Duration.ofMinutes(1);
    static final Duration MILLI = Duration.ofMillis(1);

    /** Draws no jitter, and of each back-off the shortest: half of it. */
    static final RandomGenerator LEAST = () -> 0L;

    final FakeClock clock = new FakeClock();
    final FakeSecretSource source = new FakeSecretSource();
    final SecretsCache cache;

    Fixture() {
        this(builder -> {});
    }

    Fixture(Options options) {
        SecretsCacheBuilder builder = SecretsCache.builder()
                .source(source)
                .clock(clock)
                .random(() -> LEAST)
                .ttl(TTL);
        options.set(builder);
        cache = builder.build();
        source.put("prod/db", "one");
    }

    /** Sets what a test needs on a builder. */
    interface Options {
        void set(SecretsCacheBuilder builder);
    }

    String read() {
        return text(cache.get(DB));
    }

    static String text(CachedSecret secret) {
        return secret.value().asString();
    }

    Reason refusal(SecretId id) {
        SecretFetchException refused = catchThrowableOfType(SecretFetchException.class, () -> cache.get(id));
        assertThat(refused).as("a read of " + id).isNotNull();
        return refused.reason();
    }

    /** Waits for what another thread is about to do. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time to wait").isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    /** Waits until the fetches begun so far have landed. */
    void awaitLoads(long loads) {
        await(() -> cache.stats().loads() + cache.stats().loadFailures() >= loads);
    }

    @Override
    public void close() {
        cache.close();
        source.gate().open();
    }
}
