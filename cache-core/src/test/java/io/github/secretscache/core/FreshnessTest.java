package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FreshnessTest {
    private final Fixture fixture = new Fixture();
    private final SecretsCache cache = fixture.cache;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void get_withinTtl_answersFreshFromMemory() {
        fixture.read();
        fixture.source.put("prod/db", "two");
        fixture.clock.advance(TTL.minus(MILLI));

        CachedSecret secret = cache.get(DB);

        assertThat(text(secret)).isEqualTo("one");
        assertThat(secret.isStale()).isFalse();
        assertThat(secret.ttl()).isEqualTo(TTL);
        assertThat(secret.staleWhileRevalidate()).isEqualTo(REVALIDATE);
        assertThat(fixture.source.calls()).isEqualTo(1);
    }

    @Test
    void get_afterTtl_answersStaleAtOnceAndRefreshes() {
        fixture.read();
        fixture.source.put("prod/db", "two");
        fixture.clock.advance(TTL);

        CachedSecret secret = cache.get(DB);

        assertThat(text(secret)).isEqualTo("one");
        assertThat(secret.isStale()).isTrue();
        fixture.awaitLoads(2);
        assertThat(text(cache.get(DB))).isEqualTo("two");
        assertThat(cache.get(DB).isStale()).isFalse();
    }

    @Test
    void get_afterTtl_manyReadsStartOneRefresh() throws InterruptedException {
        fixture.read();
        fixture.clock.advance(TTL);
        fixture.source.gate().close();
        for (int i = 0; i < 100; i++) {
            assertThat(cache.get(DB).isStale()).isTrue();
        }
        fixture.source.gate().awaitHeld(1);
        fixture.source.gate().open();

        fixture.awaitLoads(2);
        assertThat(fixture.source.calls()).isEqualTo(2);
    }

    @Test
    void get_afterRevalidateWindow_waitsForTheNewValue() {
        fixture.read();
        fixture.source.put("prod/db", "two");
        fixture.clock.advance(TTL.plus(REVALIDATE));

        CachedSecret secret = cache.get(DB);

        assertThat(text(secret)).isEqualTo("two");
        assertThat(secret.isStale()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "SERVICE_FAILED", "TIMED_OUT", "CONNECTION_FAILED", "CREDENTIALS_UNAVAILABLE"})
    void get_refreshFailsForATransientReason_answersStaleWithinStaleIfErrorOnly(Reason reason) {
        fixture.read();
        fixture.source.outage(reason);

        fixture.clock.advance(TTL.plus(REVALIDATE));
        assertThat(cache.get(DB).isStale()).isTrue();
        fixture.clock.advance(Duration.ofHours(1).minus(REVALIDATE).minus(MILLI));
        assertThat(cache.get(DB).isStale()).isTrue();
        fixture.clock.advance(MILLI);
        assertThat(fixture.refusal(DB)).isEqualTo(reason);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NOT_FOUND", "ACCESS_DENIED", "DECRYPTION_FAILED", "SCHEDULED_FOR_DELETION", "INVALID_REQUEST"})
    void get_refreshFailsForADefinitiveReason_dropsTheValue(Reason reason) {
        fixture.read();
        fixture.source.outage(reason);
        fixture.clock.advance(TTL.plus(REVALIDATE));

        assertThat(fixture.refusal(DB)).isEqualTo(reason);
        assertThat(cache.getIfCached(DB)).isNull();
        assertThat(cache.stats().entries()).isZero();
    }

    @Test
    void get_permissionRevoked_refusesFromTheFirstRefreshOn() {
        fixture.read();
        fixture.source.outage(Reason.ACCESS_DENIED);
        fixture.clock.advance(TTL);

        assertThat(cache.get(DB).isStale()).isTrue();
        fixture.awaitLoads(2);
        assertThat(fixture.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void get_refreshIsSlow_answersStaleAfterASecond() throws InterruptedException {
        fixture.read();
        fixture.clock.advance(TTL.plus(REVALIDATE));
        fixture.source.gate().close();

        CachedSecret secret = cache.get(DB);

        assertThat(secret.isStale()).isTrue();
        assertThat(fixture.source.gate().held()).isEqualTo(1);
    }

    @Test
    void get_functionInvokedEveryTwelveMinutes_seesARotationOnItsFirstRead() {
        fixture.read();
        fixture.source.put("prod/db", "two");
        fixture.clock.advance(Duration.ofMinutes(12));

        assertThat(fixture.read()).isEqualTo("two");
    }

    @Test
    void getIfCached_followsTheTableWithoutWaiting() {
        assertThat(cache.getIfCached(DB)).isNull();
        assertThat(fixture.source.calls()).isZero();
        CachedSecret read = cache.get(DB);
        assertThat(cache.getIfCached(DB)).isSameAs(read);

        // The read itself starts a refresh, and a quick one would be answered already.
        fixture.source.gate().close();
        fixture.clock.advance(TTL.plus(REVALIDATE));
        assertThat(cache.getIfCached(DB)).isNull();
    }

    @Test
    void getAsync_missAndFailure_completeAsGetWould() {
        assertThat(cache.getAsync(DB).join().value().asString()).isEqualTo("one");

        fixture.source.fail("absent", Reason.NOT_FOUND);
        assertThat(cache.getAsync(SecretId.of("absent"))
                        .handle((secret, failure) -> failure)
                        .join())
                .isInstanceOf(SecretFetchException.class);
    }

    @Test
    void get_ownTtl_isThatOfTheSecretNotOfTheCache() {
        ListedSecret listed = ListedSecret.of(DB).servedAs("db").withTtl(Duration.ofMinutes(1));
        try (Fixture own = new Fixture(builder -> builder.secrets(List.of(listed)))) {
            CachedSecret secret = own.cache.get("db");
            assertThat(secret.ttl()).isEqualTo(Duration.ofMinutes(1));
            assertThat(secret.staleWhileRevalidate()).isEqualTo(Duration.ofSeconds(6));

            own.source.put("prod/db", "two");
            own.clock.advance(Duration.ofSeconds(66));
            assertThat(text(own.cache.get("db"))).isEqualTo("two");
        }
    }

    @Test
    void get_ownTtlLongerThanTheCaches_isNotRefreshedEarly() {
        ListedSecret listed = ListedSecret.of(DB).servedAs("db").withTtl(Duration.ofHours(1));
        try (Fixture own = new Fixture(builder -> builder.secrets(List.of(listed)))) {
            own.cache.get("db");
            own.clock.advance(Duration.ofMinutes(59));
            assertThat(own.cache.get("db").isStale()).isFalse();
            assertThat(own.cache.get("db").isStale()).isFalse();
            assertThat(own.source.calls()).isEqualTo(1);
        }
    }
}
