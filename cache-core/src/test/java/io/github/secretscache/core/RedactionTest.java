package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No type that holds a value shows it, nor does a log line or an exception of the cache. */
@Timeout(60)
class RedactionTest {
    private static final String VALUE = "hunter2-V4LUE";
    private static final SecretValue SECRET = SecretValue.ofText(
            new SecretValue.Description("arn", "prod/db", "version", List.of(SecretId.AWSCURRENT), null), VALUE);

    @Test
    void toString_everyTypeThatHoldsAValue_hidesIt() {
        SecretValue binary = SecretValue.ofBinary(
                new SecretValue.Description("arn", "prod/db", "version", List.of(), null),
                VALUE.getBytes(StandardCharsets.UTF_8));
        Entry entry = Entry.fetched(DB, 1, new Entry.Fetched(SECRET, null), new Entry.Terms(0, 1, 2, 3));
        Entry failed = entry.with(new Entry.Failure(Failures.of(DB, new IllegalStateException(VALUE)), 1, 2));
        CachedSecret cached =
                CachedSecret.of(SECRET, new CachedSecret.Freshness(Instant.EPOCH, TTL, Duration.ZERO, true));
        InFlightFetch flight = new InFlightFetch(DB, InFlightFetch.Purpose.READ, 1);
        flight.land(entry);

        assertHidden(
                SECRET,
                binary,
                entry,
                failed,
                failed.failure(),
                cached,
                flight,
                flight.getNow(null),
                Optional.of(cached),
                new FetchOutcome.Fetched(SECRET),
                new EntryStore.Landed(entry, failed));
        assertThat(SECRET)
                .hasToString("SecretValue[name=prod/db, versionId=version, versionStages=[AWSCURRENT], 13 bytes]");
        assertThat(cached.toString()).contains("prod/db", "version", "stale");
    }

    @Test
    void cache_everyStateAndFailure_hidesTheValue() {
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage() + " " + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.github.secretscache.core");
        logger.addHandler(handler);
        SecretVersionListener leaky = (id, previous, current) -> {
            throw new IllegalStateException(current.asString());
        };
        try (Fixture fixture = new Fixture(builder -> builder.listener(leaky))) {
            fixture.read();
            fixture.source.put("prod/db", VALUE);
            fixture.clock.advance(TTL.multipliedBy(2));
            fixture.read();
            Fixture.await(() -> logged.size() == 1);
            fixture.source.script("prod/db", id -> {
                throw new IllegalStateException(VALUE);
            });
            fixture.clock.advance(TTL.multipliedBy(2));
            assertThat(fixture.cache.get(DB).isStale()).isTrue();
            assertHidden(fixture.cache, fixture.cache.entries(), fixture.cache.stats(), fixture.cache.getAsync(DB));
            fixture.source.script("leak", id -> {
                throw new AssertionError(VALUE, new IllegalStateException(VALUE));
            });
            assertThat(fixture.refusal(SecretId.of("leak"))).isEqualTo(Reason.SOURCE_FAILED);
            try {
                fixture.cache.get("leak");
            } catch (SecretFetchException e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace, true));
                assertHidden(e, trace);
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).hasSize(2);
        assertHidden(logged);
    }

    private static void assertHidden(Object... holders) {
        String base64 = Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8));
        for (Object holder : holders) {
            assertThat(String.valueOf(holder))
                    .as("toString of %s", holder.getClass())
                    .doesNotContain(VALUE)
                    .doesNotContain(base64)
                    .doesNotContain("104, 117, 110");
        }
    }
}
