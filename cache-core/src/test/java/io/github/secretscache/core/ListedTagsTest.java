package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListedTagsTest {
    private static final Map<String, String> ORDERS = Map.of("app", "orders");
    private static final ListedTags TAGS = ListedTags.of(ORDERS);
    private static final SecretId FIRST = SecretId.of("s0");
    private static final String PAGE = "default page of tagged app=orders";

    private final Simulated simulated = new Simulated(builder -> builder.listings(List.of(TAGS)));

    @AfterEach
    void close() {
        simulated.close();
    }

    private static void put(Simulated where, int from, int to) {
        for (int i = from; i < to; i++) {
            where.source.put("s" + i, "value " + i);
            where.source.tag("s" + i, ORDERS);
        }
    }

    @Test
    void warmUp_hundredAndFortyTagged_areFoundInTwoPagesAndFetchedInTwenties_andCountAsListed() {
        put(simulated, 0, 140);

        assertThat(listed(simulated)).isEmpty();

        assertThat(simulated.asked).hasSize(9).startsWith(PAGE, PAGE);
        assertThat(simulated.asked.subList(2, 9)).containsOnly("default batch of 20");
        assertThat(text(simulated.read(SecretId.of("s139")))).isEqualTo("value 139");
        assertThat(simulated.asked).hasSize(9);
        assertThat(simulated.cache.entries()).hasSize(140).allMatch(EntryStatus::listed);
        assertThat(simulated.cache.listings()).singleElement().satisfies(status -> {
            assertThat(status.listing()).isEqualTo(TAGS);
            assertThat(status.found()).isEqualTo(140);
            assertThat(status.lastFailure()).isNull();
        });
    }

    @Test
    void refresh_newOnesAppear_thoseThatLostTheTagGo_andTheRestAreRefreshedByThemselves() {
        put(simulated, 0, 3);
        listed(simulated);
        put(simulated, 3, 4);
        simulated.source.tag("s0", Map.of("app", "billing"));
        simulated.source.put("s1", "rotated");
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        simulated.invoking();

        assertThat(simulated.asked).startsWith(PAGE).contains("default s1", "default s2", "default s3");
        assertThat(text(simulated.cache.getIfCached(SecretId.of("s1")))).isEqualTo("rotated");
        assertThat(text(simulated.cache.getIfCached(SecretId.of("s3")))).isEqualTo("value 3");
        assertThat(simulated.cache.getIfCached(FIRST)).isNull();
        assertThat(simulated.cache.listings().get(0).found()).isEqualTo(3);
        assertThat(simulated.cache.entries())
                .filteredOn(EntryStatus::listed)
                .extracting(entry -> entry.id().name())
                .containsExactlyInAnyOrder("s1", "s2", "s3");
    }

    @Test
    void refresh_nothingDue_callsNothing() {
        put(simulated, 0, 3);
        listed(simulated);
        simulated.asked.clear();

        simulated.run(Duration.ofMinutes(1));
        simulated.invoking();

        assertThat(simulated.asked).isEmpty();
    }

    @Test
    void refresh_throttled_keepsWhatIsKnown_andItIsStillRefreshed() {
        put(simulated, 0, 3);
        listed(simulated);
        simulated.source.put("s0", "rotated");
        simulated.outage("default page", Reason.THROTTLED);
        simulated.run(Fixture.TTL);

        simulated.invoking();

        assertThat(text(simulated.cache.getIfCached(FIRST))).isEqualTo("rotated");
        assertThat(simulated.cache.listings().get(0).lastFailure()).isEqualTo(Reason.THROTTLED);
        assertThat(simulated.warnings)
                .anyMatch(line ->
                        line.startsWith("the secrets tagged app=orders could not be listed (THROTTLED), so those"
                                + " known stay in use: "));
    }

    @Test
    void warmUp_denied_isToldForTheTags_andAReadIsASingleOne() {
        put(simulated, 0, 3);
        simulated.outage("default page", Reason.ACCESS_DENIED);

        assertThat(listed(simulated)).containsOnlyKeys(TAGS);

        assertThat(text(simulated.read(FIRST))).isEqualTo("value 0");
        assertThat(simulated.cache.entries()).noneMatch(EntryStatus::listed);
    }

    @Test
    void warmUp_foundAndNotReadable_isLoggedOnce_andSpoilsNothing() {
        put(simulated, 0, 3);
        simulated.source.fail("s1", Reason.ACCESS_DENIED);

        assertThat(listed(simulated)).isEmpty();

        assertThat(text(simulated.cache.getIfCached(FIRST))).isEqualTo("value 0");
        assertThat(simulated.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("of the secrets tagged app=orders, 1 could not be fetched and are tried again:"
                                + " s1 (ACCESS_DENIED); the first says: "));
    }

    @Test
    void warmUp_moreThanFit_isAClearError_andNoValueIsAskedFor() {
        try (Simulated small =
                new Simulated(builder -> builder.listings(List.of(TAGS)).maxBytes(150 * 1024))) {
            put(small, 0, 200);

            assertThat(listed(small).get(TAGS))
                    .hasMessageMatching(
                            "the secrets tagged app=orders do not fit: at the 200th of them with it the listed"
                                    + " secrets would hold 204800 bytes, but maxBytes is 153600: raise it, or list less;"
                                    + " nothing else was dropped for them");
            assertThat(small.asked).containsExactly(PAGE, PAGE);
            assertThat(small.cache.entries()).noneMatch(EntryStatus::listed);
        }
    }

    @Test
    void warmUp_largeValues_stayWithinMaxBytes() {
        try (Simulated small =
                new Simulated(builder -> builder.listings(List.of(TAGS)).maxBytes(64 << 10))) {
            for (int i = 0; i < 10; i++) {
                small.source.put("s" + i, "x".repeat(10_000));
                small.source.tag("s" + i, ORDERS);
            }

            assertThat(listed(small)).isEmpty();

            assertThat(small.cache.stats().bytes()).isLessThanOrEqualTo(64 << 10);
            assertThat(small.warnings)
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("of the secrets tagged app=orders, 5 could not be fetched")
                            .contains("listed secret s", "does not fit"));
        }
    }

    @Test
    void secret_listedByItselfToo_isHeldOnce_andStaysWhenItLosesTheTag() {
        try (Simulated own = new Simulated(builder -> {})) {
            own.source.put("s0", "value 0");
            own.source.tag("s0", ORDERS);
            SecretId byArn = SecretId.of(own.source.arn("s0"));
            try (Simulated both = new Simulated(builder -> builder.listings(List.of(TAGS))
                    .source(own.source)
                    .secrets(List.of(ListedSecret.of(byArn).servedAs("first"))))) {
                both.cache.prefetch(List.of(byArn));
                listed(both);
                assertThat(both.cache.entries()).singleElement().matches(EntryStatus::listed);

                own.source.tag("s0", Map.of());
                both.run(Fixture.TTL);
                both.invoking();

                assertThat(both.cache.entries()).singleElement().matches(EntryStatus::listed);
            }
        }
    }

    @Test
    void secret_foundByTwoTags_staysUntilItHasLostBoth_andHasTheShorterTtl() {
        ListedTags team = ListedTags.of(Map.of("team", "blue")).withTtl(Duration.ofMinutes(1));
        try (Simulated two = new Simulated(builder -> builder.listings(List.of(TAGS, team)))) {
            two.source.put("s0", "v");
            two.source.tag("s0", Map.of("app", "orders", "team", "blue"));
            listed(two);
            assertThat(two.read(FIRST).ttl()).isEqualTo(Duration.ofMinutes(1));

            two.source.tag("s0", ORDERS);
            two.run(Duration.ofMinutes(1));
            two.invoking();

            assertThat(two.cache.entries()).singleElement().matches(EntryStatus::listed);
            assertThat(two.read(FIRST).ttl()).isEqualTo(Fixture.TTL);
        }
    }

    @Test
    void resolve_foundInAnotherGroup_isReadThereByItsName_untilItIsGone() {
        ListedTags abroad = TAGS.inGroup("eu");
        try (Simulated own = new Simulated(builder -> builder.listings(List.of(abroad)))) {
            put(own, 0, 2);
            assertThat(own.cache.resolve("s0")).isEqualTo(FIRST);

            listed(own);
            assertThat(own.cache.resolve("s0")).isEqualTo(FIRST.inGroup("eu"));
            assertThat(own.cache.getIfCached(own.cache.resolve("s0"))).isNotNull();

            own.source.tag("s0", Map.of());
            own.run(Fixture.TTL);
            own.invoking();
            assertThat(own.cache.resolve("s0")).isEqualTo(FIRST);
            assertThat(own.cache.resolve("s1")).isEqualTo(SecretId.of("s1").inGroup("eu"));
        }
    }

    @Test
    void refreshInBackground_findsByItself() {
        try (Simulated own =
                new Simulated(builder -> builder.listings(List.of(TAGS)).refreshInBackground())) {
            put(own, 0, 1);
            own.run(10);

            assertThat(own.cache.getIfCached(FIRST)).isNotNull();
        }
    }

    @Test
    void close_whileValuesAreFetched_endsTheListingWithoutALine() {
        put(simulated, 0, 3);
        simulated.latency(Duration.ofMillis(100));
        CompletableFuture<Map<Listing, SecretFetchException>> listing = simulated.cache.prefetchListings();
        simulated.run(150);
        assertThat(listing).isNotDone();

        simulated.cache.close();
        simulated.run(1_000);

        assertThat(listing).isCompleted();
        assertThat(simulated.warnings).isEmpty();
    }

    @Test
    void of_whatCanBeNoTags_isRefused() {
        Map<String, String> eleven = IntStream.range(0, 11).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
        refused(Map.of(), "secrets must be listed by 1 to 10 tags, but there are 0");
        refused(eleven, "secrets must be listed by 1 to 10 tags, but there are 11");
        refused(Map.of("k".repeat(129), "v"), "the key of a tag must have 1 to 128 characters, but has 129: ");
        refused(Map.of("", "v"), "the key of a tag must have 1 to 128 characters, but has 0");
        refused(Map.of("k", "v".repeat(257)), "the value of tag k must have 1 to 256 characters, but has 257: ");
        refused(Map.of("k", "a\nb"), "the value of tag k must not be blank or hold a control character, but is: a?b");
        assertThat(ListedTags.of(Map.of("k".repeat(128), "v".repeat(256)))
                        .subject()
                        .name())
                .hasSizeLessThan(100);
        assertThat(ListedTags.of(Map.of("k", "")).described()).isEqualTo("secrets tagged k=");
    }

    private static void refused(Map<String, String> tags, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListedTags.of(tags))
                .withMessageStartingWith(message);
    }

    @Test
    void listings_sameTagsTwice_areRefused_inWhateverOrder() {
        Map<String, String> there = new LinkedHashMap<>();
        Map<String, String> back = new LinkedHashMap<>();
        List<String> keys = Arrays.asList("a", "b");
        keys.forEach(key -> there.put(key, "v"));
        List.of("b", "a").forEach(key -> back.put(key, "v"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder()
                        .listings(List.of(
                                ListedTags.of(there), ListedTags.of(back).withTtl(Duration.ofMinutes(1)))))
                .withMessage("what is listed of a group must be listed once, but the secrets tagged a=v, b=v of group"
                        + " default are listed twice: leave one out");
    }

    private static Map<Listing, SecretFetchException> listed(Simulated simulated) {
        CompletableFuture<Map<Listing, SecretFetchException>> done = simulated.cache.prefetchListings();
        simulated.run(0);
        assertThat(done).isCompleted();
        return done.join();
    }
}
