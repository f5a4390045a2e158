package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets that the extension finds by their tags: there before the first read, found again, and never open. */
class TaggedSecretsTest extends ExtensionFixture {
    private static final Map<String, String> TOKEN = Map.of("X-Aws-Parameters-Secrets-Token", "hunter2hunter2hunter2");
    private static final Map<String, String> ORDERS = Map.of("app", "orders");

    @BeforeEach
    void setToken() {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
    }

    private void tagged(String... names) {
        for (String name : names) {
            source.put(name, "value of " + name);
            source.tag(name, ORDERS);
        }
    }

    private String read(String path) {
        return get(path, TOKEN);
    }

    @Test
    void init_fetchesThemBeforeTheFirstNext_andOnlyNamedOnesAreOpen() throws Exception {
        tagged("found/a", "found/b", "named");
        config("SecretManagers: [{ tags: { app: orders }, secrets: [named] }]");

        CompletableFuture<Integer> status = startAndWait();
        int calls = source.calls();

        assertThat(read("/cache/found/a")).isEqualTo("200 value of found/a");
        assertThat(read("/v1/found/b")).contains("value of found/b");
        assertThat(get("/cache/named")).isEqualTo("200 value of named");
        assertThat(get("/cache/found/a")).startsWith("403 ");
        assertThat(get("/v1/found/a")).startsWith("403 ");
        assertThat(source.calls()).isEqualTo(calls);
        assertThat(read("/status"))
                .contains(
                        "\"listings\":[{\"group\":\"default\",\"tags\":{\"app\":\"orders\"},\"found\":3,\"listedAt\":")
                .doesNotContain("value of");
        assertEndsWell(status);
        assertThat(log()).contains("; 1 listed secrets: named; 1 listings: secrets tagged app=orders;");
    }

    @Test
    void allowList_holdsForThemAsForOthers() throws Exception {
        tagged("found/a", "other");
        config("{ SecretManagers: [{ tags: { app: orders } }], server: { allow: [found/*] } }");

        CompletableFuture<Integer> status = startAndWait();

        assertThat(read("/cache/found/a")).isEqualTo("200 value of found/a");
        assertThat(read("/cache/other")).startsWith("403 ").contains("name-not-allowed");
        assertEndsWell(status);
    }

    @Test
    void ttl_findsNewOnes_andLosesThoseWithoutTheTag() throws Exception {
        tagged("old", "kept");
        config("SecretManagers: [{ tags: { app: orders }, ttl: 1m }]");
        CompletableFuture<Integer> status = startAndWait();

        source.tag("old", Map.of());
        tagged("new");
        clock.advance(Duration.ofMinutes(2));
        api.invoke(clock.instant().plusSeconds(10));
        api.await("event/next");
        int calls = source.calls();

        assertThat(read("/cache/new")).isEqualTo("200 value of new");
        assertThat(read("/cache/kept")).isEqualTo("200 value of kept");
        assertThat(source.calls()).isEqualTo(calls);
        assertThat(read("/cache/old")).isEqualTo("200 value of old");
        assertThat(source.calls()).isEqualTo(calls + 1);
        assertEndsWell(status);
    }

    @Test
    void init_listingDenied_isALine_andAReadStillWorks() throws Exception {
        tagged("found");
        source.outage(Reason.ACCESS_DENIED);
        config("SecretManagers: [{ tags: { app: orders } }]");

        CompletableFuture<Integer> status = startAndWait();
        source.outage(null);

        assertThat(read("/cache/found")).isEqualTo("200 value of found");
        assertEndsWell(status);
        assertThat(log())
                .contains(
                        "WARN the secrets tagged app=orders were not listed at start, so each is fetched when it is read: ");
    }

    @Test
    void cachingOff_listsNothing() throws Exception {
        environment.put("CACHE_TIMEOUT", "0");
        tagged("found");
        config("SecretManagers: [{ tags: { app: orders } }]");

        CompletableFuture<Integer> status = startAndWait();

        assertThat(source.calls()).isZero();
        assertThat(read("/cache/found")).isEqualTo("200 value of found");
        assertEndsWell(status);
    }
}
