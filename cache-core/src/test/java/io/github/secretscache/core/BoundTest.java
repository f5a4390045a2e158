package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundTest {
    private static final long KIB = 1_024;
    private static final String PAYLOAD = "x".repeat((int) (9 * KIB));
    private static final long WEIGHT = 10 * KIB;

    @Test
    void get_moreThanFits_staysWithinTheBytes() {
        try (Simulated simulated = new Simulated(builder -> builder.maxBytes(100 * KIB))) {
            for (int i = 0; i < 200; i++) {
                read(simulated, "s" + i);
                assertThat(simulated.cache.stats().bytes()).isLessThanOrEqualTo(100 * KIB);
            }

            SecretsCacheStats stats = simulated.cache.stats();
            assertThat(stats.entries()).isBetween(5L, 10L);
            assertThat(stats.bytes()).isEqualTo(stats.entries() * WEIGHT);
            assertThat(stats.evictions()).isEqualTo(200 - stats.entries());
        }
    }

    @Test
    void get_emptySecrets_areBoundedToo() {
        try (Simulated simulated = new Simulated(builder -> builder.maxBytes(100 * KIB))) {
            for (int i = 0; i < 500; i++) {
                simulated.source.put("s" + i, "");
                simulated.read(SecretId.of("s" + i));
            }

            assertThat(simulated.cache.stats().entries()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void get_oneInUse_outlivesThoseReadOnce() {
        try (Simulated simulated = new Simulated(builder -> builder.maxBytes(100 * KIB))) {
            read(simulated, "used");
            for (int i = 0; i < 300; i++) {
                read(simulated, "used");
                read(simulated, "s" + i);
            }

            assertThat(simulated.source.calls("used")).isLessThan(5);
        }
    }

    @Test
    void get_listedSecrets_areNeverEvictedAndTakeFromTheRest() {
        List<ListedSecret> listed = listed(5);
        try (Simulated simulated =
                new Simulated(builder -> builder.maxBytes(100 * KIB).secrets(listed))) {
            listed.forEach(secret -> read(simulated, secret.servedAs()));
            for (int i = 0; i < 200; i++) {
                read(simulated, "s" + i);
                assertThat(simulated.cache.stats().bytes()).isLessThanOrEqualTo(100 * KIB);
            }

            assertThat(listed)
                    .allSatisfy(secret ->
                            assertThat(simulated.cache.getIfCached(secret.id())).isNotNull());
            assertThat(simulated.cache.stats().entries()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void get_listedSecretGrows_leavesLessForTheRest() {
        List<ListedSecret> listed = listed(1);
        try (Simulated simulated =
                new Simulated(builder -> builder.maxBytes(100 * KIB).secrets(listed))) {
            read(simulated, "listed0");
            for (int i = 0; i < 20; i++) {
                read(simulated, "s" + i);
            }
            simulated.source.put("listed0", "x".repeat((int) (59 * KIB)));
            simulated.refreshing(SecretId.of("listed0"));

            assertThat(simulated.cache.stats().bytes()).isBetween(60 * KIB, 100 * KIB);
            simulated.source.outage(Reason.NOT_FOUND);
            simulated.run(Duration.ofSeconds(1));
            simulated.refreshing(SecretId.of("listed0"));
            assertThat(simulated.cache.stats().bytes()).isLessThanOrEqualTo(40 * KIB);
        }
    }

    @Test
    void build_moreListedThanCanFit_isAConfigurationError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder()
                        .maxBytes(4 * KIB)
                        .secrets(listed(5))
                        .build())
                .withMessage(
                        "maxBytes must be at least 1024 for each listed secret, but is 4096 for 5: raise it or list"
                                + " fewer secrets");
    }

    @Test
    void get_listedSecretsDoNotFitAtTheirSize_saysSoAndGoesOn() {
        List<ListedSecret> listed = listed(3);
        try (Fixture fixture = new Fixture(builder -> builder.maxBytes(25 * KIB).secrets(listed))) {
            listed.forEach(secret -> fixture.source.put(secret.servedAs(), PAYLOAD));
            fixture.cache.get("listed0");
            fixture.cache.get("listed1");

            assertThat(fixture.refusal(SecretId.of("listed2"))).isEqualTo(Reason.INVALID_REQUEST);
            assertThat(fixture.cache.getIfCached(SecretId.of("listed0"))).isNotNull();
            assertThat(fixture.cache.stats().bytes()).isEqualTo(2 * WEIGHT);
        }
    }

    @Test
    void get_unknownNamesWithoutEnd_rememberedErrorsHaveABoundOfTheirOwn() {
        try (Simulated simulated = new Simulated()) {
            simulated.read();
            for (int i = 0; i < 3_000; i++) {
                simulated.refusal(SecretId.of("unknown" + i));
            }

            assertThat(simulated.cache.entries()).hasSizeLessThanOrEqualTo(1_001);
            assertThat(simulated.cache.getIfCached(Fixture.DB)).isNotNull();
            assertThat(simulated.cache.stats().evictions()).isZero();
        }
    }

    private static List<ListedSecret> listed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ListedSecret.of(SecretId.of("listed" + i)))
                .toList();
    }

    private static void read(Simulated simulated, String name) {
        simulated.source.put(name, PAYLOAD);
        simulated.read(SecretId.of(name));
    }
}
