package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshInBackgroundTest {
    private static final Duration TTL = Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final FakeSecretSource source = new FakeSecretSource();

    @Test
    void build_listedSecrets_areFetchedAndRefreshedWithoutARead() {
        source.put("prod/db", "one");
        try (SecretsCache cache = driven()) {
            Fixture.await(() -> source.calls("prod/db") == 1);
            source.put("prod/db", "two");
            clock.advance(TTL);
            Fixture.await(() -> cache.stats().loads() == 2);

            assertThat(cache.getIfCached(Fixture.DB).asString()).isEqualTo("two");
        }
    }

    @Test
    void build_secretThatWasRead_isRefreshedOnce() {
        source.put("prod/db", "one");
        source.put("other", "one");
        try (SecretsCache cache = driven()) {
            cache.get("other");
            // A first fetch that begins only after the clock was turned brings a value that is not due yet.
            Fixture.await(() -> cache.stats().loads() == 2);
            clock.advance(TTL);
            Fixture.await(() -> source.calls("other") == 2);
            Fixture.await(() -> cache.stats().loads() == 4);
            clock.advance(TTL);
            Fixture.await(() -> source.calls("prod/db") == 3);

            assertThat(source.calls("other")).isEqualTo(2);
        }
    }

    @Test
    void build_sourceThatFailsAtStart_isTriedAgain() {
        source.put("prod/db", "one");
        source.outage(Reason.SERVICE_FAILED);
        try (SecretsCache cache = driven()) {
            Fixture.await(() -> cache.stats().loadFailures() == 1);
            source.outage(null);
            Fixture.await(() -> {
                clock.advance(TTL);
                return cache.stats().loads() > 0;
            });

            assertThat(cache.get(Fixture.DB).asString()).isEqualTo("one");
        }
    }

    @Test
    void build_logThatThrows_doesNotEndTheSchedule() {
        source.put("prod/db", "one");
        source.outage(Reason.SERVICE_FAILED);
        Logger logger = Logger.getLogger("io.github.secretscache.core");
        Handler broken = new Broken();
        logger.addHandler(broken);
        try (SecretsCache cache = driven()) {
            Fixture.await(() -> cache.stats().loadFailures() == 1);
            source.outage(null);
            Fixture.await(() -> {
                clock.advance(TTL);
                return cache.stats().loads() > 0;
            });
        } finally {
            logger.removeHandler(broken);
        }
    }

    /** Throws for what the schedule logs, and for nothing else. */
    private static final class Broken extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().contains("not fetched at start")) {
                throw new IllegalStateException("a broken log");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void close_cache_isDrivenNoMore() {
        long before = threads();
        source.put("prod/db", "one");
        SecretsCache cache = driven();
        Fixture.await(() -> source.calls("prod/db") == 1);
        cache.close();
        clock.advance(TTL);

        assertThat(source.isClosed()).isTrue();
        Fixture.await(() -> threads() <= before);
        assertThat(source.calls("prod/db")).isEqualTo(1);
    }

    @Test
    void build_cachingOff_drivesNothing() {
        source.put("prod/db", "one");
        try (SecretsCache cache = SecretsCache.builder()
                .source(source)
                .ttl(Duration.ZERO)
                .secrets(List.of(ListedSecret.of(Fixture.DB)))
                .refreshInBackground()
                .build()) {
            assertThat(cache.get(Fixture.DB).asString()).isEqualTo("one");
            assertThat(source.calls("prod/db")).isEqualTo(1);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("secrets-cache-timer-"))
                .count();
    }

    private SecretsCache driven() {
        return SecretsCache.builder()
                .source(source)
                .clock(clock)
                .random(() -> Fixture.LEAST)
                .ttl(TTL)
                .secrets(List.of(ListedSecret.of(Fixture.DB)))
                .refreshInBackground()
                .build();
    }
}
