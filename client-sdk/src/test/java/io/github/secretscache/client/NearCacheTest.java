package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The near cache as a function sees it: how many requests reach the server, and when. */
@Timeout(60)
class NearCacheTest {
    private final FakeClock clock = new FakeClock();

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private SecretsCacheClient client;

    @BeforeEach
    void start() {
        client = server.client().clock(clock).build();
    }

    @Test
    void get_withinMaxAge_asksOnceAndGivesTheSameObject() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));

        Secret first = client.get("db");
        clock.advance(Duration.ofMillis(599_999));

        assertThat(client.get("db")).isSameAs(first);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void get_atMaxAgeMinusAge_revalidates() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Age", "200"));
        client.get("db");

        clock.advance(Duration.ofMillis(399_999));
        client.get("db");
        assertThat(server.asked()).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        client.get("db");
        assertThat(server.asked()).hasSize(2);
        assertThat(server.lastAsked().headers().getFirst("If-None-Match")).isEqualTo("\"v1\"");
    }

    @Test
    void get_slowReply_isReckonedFromTheBeginningOfTheRequest() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Cache-Control", "max-age=10"));
        server.beforeAnswer(() -> clock.advance(Duration.ofSeconds(4)));
        assertThat(client.get("db").age()).isEqualTo(Duration.ofSeconds(4));
        server.beforeAnswer(() -> {});

        clock.advance(Duration.ofMillis(5_999));
        client.get("db");
        assertThat(server.asked()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        client.get("db");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_notModified_keepsTheValueWithNewFreshness() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        Secret first = client.get("db");
        clock.advance(Duration.ofSeconds(600));
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Age", "3"));

        Secret revalidated = client.get("db");

        assertThat(revalidated.asString()).isEqualTo("value");
        assertThat(revalidated.versionId()).isEqualTo("v1");
        assertThat(revalidated.versionStages()).containsExactly("AWSCURRENT", "live");
        assertThat(revalidated.age()).isEqualTo(Duration.ofSeconds(3));
        assertThat(first.isStale()).isTrue();
        clock.advance(Duration.ofSeconds(596));
        client.get("db");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_newVersionAtRevalidation_isGiven() {
        server.answer("/cache/db", StubFrontend.secret("v1", "old"));
        client.get("db");
        clock.advance(Duration.ofSeconds(600));
        server.answer("/cache/db", StubFrontend.secret("v2", "new"));

        assertThat(client.get("db").asString()).isEqualTo("new");
    }

    @Test
    void get_staleReply_isGivenMarkedAndAskedForEachTime() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Age", "600"));

        assertThat(client.get("db").isStale()).isTrue();
        assertThat(client.get("db").isStale()).isTrue();
        assertThat(server.asked()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-store, max-age=600",
                "no-cache, max-age=600",
                "max-age=0",
                "max-age=ten",
                "max-age=-5",
                "max-age=\"600\"",
                "private",
                "stale-while-revalidate=600",
                ""
            })
    void get_replyThatMayNotBeKept_isAskedForEachTime(String cacheControl) {
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Cache-Control", cacheControl));

        assertThat(client.get("db").asString()).isEqualTo("value");
        assertThat(client.get("db").isStale()).isFalse();
        assertThat(server.asked()).hasSize(2);
        assertThat(server.lastAsked().headers()).doesNotContainKey("If-none-match");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "1.5"})
    void get_malformedAge_isNotKept(String age) {
        server.answer("/cache/db", StubFrontend.secret("v1", "value").with("Age", age));

        client.get("db");
        client.get("db");

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_hugeMaxAge_isKept() {
        server.answer(
                "/cache/db", StubFrontend.secret("v1", "value").with("Cache-Control", "max-age=99999999999999999999"));
        client.get("db");
        clock.advance(Duration.ofDays(1000));

        client.get("db");

        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void get_clockStepsBack_emptiesTheCache() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        server.answer("/cache/other", StubFrontend.secret("v1", "value"));
        client.get("db");
        client.get("other");

        clock.advance(Duration.ofMillis(-1));
        client.get("db");
        client.get("other");

        assertThat(server.asked()).hasSize(4);
        assertThat(server.lastAsked().headers()).doesNotContainKey("If-none-match");
        client.get("db");
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void get_clockStepsBackDuringTheRequest_isNotKept() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        server.beforeAnswer(() -> clock.advance(Duration.ofMinutes(-5)));
        client.get("db");
        server.beforeAnswer(() -> {});

        client.get("db");

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_clockJumpsForward_revalidates() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        client.get("db");

        clock.advance(Duration.ofDays(14));
        client.get("db");

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_sizeZero_keepsNothing() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        SecretsCacheClient without = server.client().nearCacheSize(0).build();

        without.get("db");
        without.get("db");

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_moreThanFit_dropsTheOneReadLongestAgo() {
        for (String name : List.of("a", "b", "c")) {
            server.answer("/cache/" + name, StubFrontend.secret("v1", name));
        }
        SecretsCacheClient small = server.client().nearCacheSize(2).build();
        small.get("a");
        small.get("b");
        small.get("c");
        assertThat(server.asked()).hasSize(3);

        small.get("b");
        small.get("c");
        assertThat(server.asked()).hasSize(3);
        small.get("a");
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void get_revokedAtRevalidation_isDroppedAtOnce() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        client.get("db");
        server.answer("/cache/db?refreshNow=true", StubFrontend.problem(403, "access-denied", "no"));
        server.answer("/cache/db", StubFrontend.problem(403, "access-denied", "no"));

        assertThatThrownBy(() -> client.refresh("db")).isInstanceOf(SecretAccessDeniedException.class);

        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretAccessDeniedException.class);
    }

    @Test
    void refresh_transientFailure_keepsTheValue() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        client.get("db");
        server.answer("/cache/db?refreshNow=true", StubFrontend.problem(503, "upstream", "no"));

        assertThatThrownBy(() -> client.refresh("db")).isInstanceOf(SecretsCacheUnavailableException.class);

        assertThat(client.get("db").asString()).isEqualTo("value");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_manyThreadsColdSecret_askOnce() throws Exception {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        CountDownLatch ready = new CountDownLatch(32);
        Callable<Secret> read = () -> {
            ready.countDown();
            ready.await();
            return client.get("db");
        };
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<Secret>> reads =
                    threads.invokeAll(IntStream.range(0, 32).mapToObj(i -> read).toList());
            for (Future<Secret> future : reads) {
                assertThat(future.get().asString()).isEqualTo("value");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void get_manyThreadsFailingSecret_eachHasItsOwnException() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        server.beforeAnswer(() -> {
            waiting.countDown();
            awaitQuietly(answered);
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Throwable> read = () -> {
                try {
                    return new AssertionError(client.get("nope").toString());
                } catch (SecretsCacheException e) {
                    return e;
                }
            };
            Future<Throwable> first = threads.submit(read);
            waiting.await();
            Future<Throwable> second = threads.submit(read);
            answered.countDown();
            assertThat(first.get()).isInstanceOf(SecretNotFoundException.class);
            assertThat(second.get()).isInstanceOf(SecretNotFoundException.class).isNotSameAs(first.get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keep_readThatBeganEarlier_doesNotReplaceALaterOne() {
        NearCache cache = new NearCache(10, clock);
        long early = cache.begin();
        long late = cache.begin();

        cache.keep("db", late, success("new"));
        cache.keep("db", early, success("old"));

        assertThat(cache.fresh("db").asString()).isEqualTo("new");
    }

    @Test
    void keep_readThatBeganBeforeADrop_isNotKept() {
        NearCache cache = new NearCache(10, clock);
        long early = cache.begin();
        long late = cache.begin();

        cache.drop("db", late);
        cache.keep("db", early, success("old"));

        assertThat(cache.fresh("db")).isNull();
    }

    @Test
    void keep_readThatBeganBeforeAClear_isNotKept() {
        NearCache cache = new NearCache(10, clock);
        long begun = cache.begin();

        cache.clear();
        cache.keep("db", begun, success("old"));

        assertThat(cache.fresh("db")).isNull();
    }

    private ReadResult.Success success(String text) {
        Secret secret = Secret.builder("db")
                .text(text)
                .clock(clock)
                .timeToLive(Duration.ofMinutes(1))
                .build();
        return new ReadResult.Success(secret, "\"v\"");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
