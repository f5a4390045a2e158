package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListedPathTest {
    private static final ListedPath PATH = ListedPath.of("/app/");
    private static final SecretId FIRST = SecretId.parameter("/app/p0");

    private final Simulated simulated = new Simulated(builder -> builder.listings(List.of(PATH)));

    @AfterEach
    void close() {
        simulated.close();
    }

    private void put(int from, int to) {
        for (int i = from; i < to; i++) {
            simulated.source.putParameter("/app/p" + i, "String", "value " + i);
        }
    }

    @Test
    void warmUp_thousandBelowAPath_areHundredCalls_andCountAsListed() {
        put(0, 1_000);

        assertThat(listed(simulated)).isEmpty();

        assertThat(simulated.asked).hasSize(100).allMatch("default page of /app/"::equals);
        assertThat(text(simulated.read(SecretId.parameter("/app/p999")))).isEqualTo("value 999");
        assertThat(simulated.asked).hasSize(100);
        assertThat(simulated.cache.entries()).hasSize(1_000).allMatch(EntryStatus::listed);
        assertThat(simulated.cache.listings()).singleElement().satisfies(status -> {
            assertThat(status.found()).isEqualTo(1_000);
            assertThat(status.lastFailure()).isNull();
        });
    }

    @Test
    void refresh_newOnesAppear_goneOnesGo_andThePathAloneIsAsked() {
        put(0, 15);
        listed(simulated);
        put(15, 17);
        simulated.source.deleteParameter("/app/p0");
        simulated.source.putParameter("/app/p1", "String", "newer");
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        simulated.invoking();

        assertThat(simulated.asked).containsExactly("default page of /app/", "default page of /app/");
        assertThat(text(simulated.read(SecretId.parameter("/app/p16")))).isEqualTo("value 16");
        assertThat(text(simulated.read(SecretId.parameter("/app/p1")))).isEqualTo("newer");
        assertThat(simulated.cache.getIfCached(FIRST)).isNull();
        assertThat(simulated.refusal(FIRST)).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.cache.listings().get(0).found()).isEqualTo(16);
    }

    @Test
    void refresh_goneOne_isNotBroughtBackByACallFromBefore() {
        try (Simulated own = new Simulated(builder -> builder.listings(List.of(PATH.withTtl(Duration.ofMinutes(1)))))) {
            own.source.putParameter("/app/p0", "String", "value");
            own.latency(Duration.ofMinutes(3));
            own.outage("default page", Reason.SERVICE_FAILED);
            own.reading(FIRST);
            own.run(10_000);
            assertThat(own.asked).containsExactly("default page of /app/", "default /app/p0");
            own.latency(Duration.ZERO);
            own.outage("default page", null);
            listed(own);
            assertThat(text(own.read(FIRST))).isEqualTo("value");
            own.source.deleteParameter("/app/p0");
            own.run(Duration.ofMinutes(1));
            own.invoking();

            own.run(Duration.ofMinutes(3));

            assertThat(own.cache.getIfCached(FIRST)).isNull();
            assertThat(own.refusal(FIRST)).isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void read_withinStaleWhileRevalidate_readsThePathAnew() {
        put(0, 15);
        listed(simulated);
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        assertThat(simulated.cache.getIfCached(FIRST).isStale()).isTrue();
        simulated.run(1);

        assertThat(simulated.asked).containsExactly("default page of /app/", "default page of /app/");
        assertThat(simulated.cache.getIfCached(FIRST).isStale()).isFalse();
    }

    @Test
    void refresh_throttled_keepsWhatIsKnown_andAsksThePathAloneInItsRests() {
        put(0, 30);
        listed(simulated);
        simulated.run(Fixture.TTL);
        simulated.asked.clear();
        simulated.outage("default page", Reason.THROTTLED);
        for (int second = 0; second < 30; second++) {
            simulated.invoking();
            simulated.run(1_000);
        }

        assertThat(simulated.asked).hasSizeBetween(4, 8).allMatch("default page of /app/"::equals);
        assertThat(simulated.cache.getIfCached(FIRST).isStale()).isTrue();
        assertThat(simulated.cache.listings().get(0).lastFailure()).isEqualTo(Reason.THROTTLED);
        assertThat(simulated.warnings)
                .anyMatch(line -> line.startsWith(
                        "the parameters below /app/ could not be listed (THROTTLED), so those known stay in use: "));

        simulated.outage("default page", null);
        simulated.run(30_000);
        simulated.invoking();
        assertThat(simulated.cache.getIfCached(FIRST).isStale()).isFalse();
    }

    @Test
    void refresh_deniedLater_refreshesTheKnownOnesInTens() {
        put(0, 30);
        listed(simulated);
        simulated.outage("default page", Reason.ACCESS_DENIED);
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        simulated.invoking();

        assertThat(simulated.asked)
                .hasSize(4)
                .startsWith("default page of /app/")
                .endsWith("default batch of 10");
        assertThat(simulated.cache.getIfCached(FIRST).isStale()).isFalse();
    }

    @Test
    void warmUp_denied_isToldForThePath_andAReadIsASingleOne() {
        put(0, 3);
        simulated.outage("default page", Reason.ACCESS_DENIED);

        assertThat(listed(simulated)).containsOnlyKeys(PATH);

        assertThat(text(simulated.read(FIRST))).isEqualTo("value 0");
    }

    @Test
    void warmUp_tenThousandThatDoNotFit_areAClearError_andNothingElseIsLost() {
        try (Simulated small = new Simulated(builder -> builder.listings(List.of(PATH))
                .secrets(List.of(ListedSecret.of(Fixture.DB)))
                .maxBytes(1 << 20))) {
            for (int i = 0; i < 10_000; i++) {
                small.source.putParameter("/app/p" + i, "String", "v");
            }
            small.source.putParameter("/other", "String", "kept");
            small.read();
            small.read(SecretId.parameter("/other"));

            Map<Listing, SecretFetchException> failures = listed(small);

            assertThat(failures.get(PATH))
                    .hasMessageMatching(
                            "the parameters below /app/ do not fit: at the 1030th of them with it the listed"
                                    + " secrets would hold \\d+ bytes, but maxBytes is 1048576: raise it, or list less; nothing else was dropped for them");
            assertThat(small.cache.getIfCached(Fixture.DB)).isNotNull();
            assertThat(small.cache.entries()).hasSizeLessThan(5);
            assertThat(small.cache.stats().bytes()).isLessThan(5_000);
            assertThat(small.cache.listings().get(0).lastFailure()).isEqualTo(Reason.INVALID_REQUEST);
        }
    }

    @Test
    void parameter_readBefore_isThenListed_andItsBytesCountOnce() {
        put(0, 1);
        simulated.read(FIRST);
        long before = simulated.cache.stats().bytes();

        listed(simulated);

        assertThat(simulated.cache.stats().bytes()).isEqualTo(before);
        assertThat(simulated.cache.entries()).singleElement().matches(EntryStatus::listed);
        simulated.source.deleteParameter("/app/p0");
        simulated.run(Fixture.TTL);
        simulated.invoking();
        assertThat(simulated.cache.stats().bytes()).isZero();
    }

    @Test
    void parameter_listedByItselfToo_staysWhenItsPathLosesIt() {
        try (Simulated own =
                new Simulated(builder -> builder.listings(List.of(PATH)).secrets(List.of(ListedSecret.of(FIRST))))) {
            own.source.putParameter("/app/p0", "String", "v");
            listed(own);
            own.source.deleteParameter("/app/p0");
            own.source.putParameter("/app/p1", "String", "v");
            own.run(Fixture.TTL);
            own.invoking();

            assertThat(own.cache.entries())
                    .extracting(entry -> entry.id().name())
                    .contains("/app/p0", "/app/p1");
        }
    }

    @Test
    void ttl_ofThePath_isThatOfItsParameters() {
        try (Simulated own = new Simulated(builder -> builder.listings(List.of(PATH.withTtl(Duration.ofMinutes(1)))))) {
            own.source.putParameter("/app/p0", "String", "v");
            listed(own);

            assertThat(own.read(FIRST).ttl()).isEqualTo(Duration.ofMinutes(1));
            own.run(Duration.ofMinutes(1));
            own.asked.clear();
            own.invoking();
            assertThat(own.asked).containsExactly("default page of /app/");
        }
    }

    @Test
    void refresh_pathThatHangs_isGivenUpAndLosesNothing() {
        put(0, 3);
        listed(simulated);
        simulated.run(Fixture.TTL);
        simulated.latency(Duration.ofMinutes(1));
        CompletableFuture<Void> refresh = simulated.invoking();
        simulated.run(5_000);

        assertThat(refresh).isCompleted();
        assertThat(simulated.cache.getIfCached(FIRST)).isNotNull();
        assertThat(simulated.cache.listings().get(0).lastFailure()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void prefetchListings_whileListing_joinsIt_andCloseEndsIt() {
        put(0, 30);
        simulated.latency(Duration.ofMillis(100));
        var first = simulated.cache.prefetchListings();
        simulated.run(150);
        var second = simulated.cache.prefetchListings();
        simulated.run(200);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(simulated.asked).hasSize(3);

        simulated.run(Fixture.TTL);
        var third = simulated.cache.prefetchListings();
        simulated.cache.close();
        simulated.run(1_000);
        assertThat(third).isCompleted();
        assertThat(third.join().get(PATH).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void refreshInBackground_listsPathsByItself() {
        try (Simulated own =
                new Simulated(builder -> builder.listings(List.of(PATH)).refreshInBackground())) {
            own.source.putParameter("/app/p0", "String", "v");
            own.run(10);

            assertThat(own.cache.getIfCached(FIRST)).isNotNull();
        }
    }

    @Test
    void paths_listedTwice_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().listings(List.of(PATH, PATH.withTtl(Duration.ofMinutes(1)))))
                .withMessage(
                        "what is listed of a group must be listed once, but the parameters below /app/ of group default"
                                + " are listed twice: leave one out");
    }

    private static Map<Listing, SecretFetchException> listed(Simulated simulated) {
        CompletableFuture<Map<Listing, SecretFetchException>> done = simulated.cache.prefetchListings();
        simulated.run(0);
        assertThat(done).isCompleted();
        return done.join();
    }
}
