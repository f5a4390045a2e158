package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parameter Store in the extension: what is listed is there before the first read, and refreshed. */
class ListedParametersTest extends ExtensionFixture {
    private static final Map<String, String> TOKEN = Map.of("X-Aws-Parameters-Secrets-Token", "hunter2hunter2hunter2");

    @BeforeEach
    void setToken() {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
    }

    private String read(String path) {
        return get(path, TOKEN);
    }

    @Test
    void init_fetchesListedParametersAndPathsBeforeTheFirstNext() throws Exception {
        source.put("db", "secret");
        source.putParameter("/app/db", "SecureString", "one");
        source.putParameter("db", "String", "parameter");
        source.labelParameter("/app/db", "live", 1);
        source.putParameter("/app/db", "SecureString", "two");
        for (int i = 0; i < 12; i++) {
            source.putParameter("/prod/" + i, "String", "value " + i);
        }
        config("""
                SecretManagers: [{ secrets: [db] }]
                Parameters:
                  - parameters: [/app/db, db, { name: /app/db, as: live, label: live }]
                  - path: /prod
                """);

        CompletableFuture<Integer> status = startAndWait();
        int calls = source.calls();

        assertThat(read("/parameters/app/db")).isEqualTo("200 two");
        assertThat(read("/parameters/live")).isEqualTo("200 one");
        assertThat(read("/parameters/db")).isEqualTo("200 parameter");
        assertThat(read("/parameters/prod/11")).isEqualTo("200 value 11");
        assertThat(get("/cache/db")).isEqualTo("200 secret");
        assertThat(get("/parameters/app/db")).startsWith("403 ");
        // The secret; three parameters in one; two pages.
        assertThat(source.calls()).isEqualTo(calls).isEqualTo(4);
        assertThat(read("/status"))
                .contains("\"listings\":[{\"group\":\"default\",\"path\":\"/prod/\",\"found\":12,\"listedAt\":")
                .doesNotContain("value 11");
        assertEndsWell(status);
        assertThat(log())
                .contains(
                        "; 1 listed secrets: db; 3 listed parameters: /app/db, db, live; 1 listings: parameters below /prod/;");
    }

    @Test
    void path_isReadAgainAtItsTtl() throws Exception {
        source.putParameter("/prod/old", "String", "old");
        config("Parameters: [{ path: /prod, ttl: 1m }]");
        CompletableFuture<Integer> status = startAndWait();
        assertThat(read("/parameters/prod/old")).isEqualTo("200 old");

        source.deleteParameter("/prod/old");
        source.putParameter("/prod/new", "String", "new");
        clock.advance(Duration.ofMinutes(2));
        api.invoke(clock.instant().plusSeconds(10));
        api.await("event/next");
        int calls = source.calls();

        assertThat(read("/parameters/prod/new")).isEqualTo("200 new");
        assertThat(source.calls()).isEqualTo(calls);
        assertThat(read("/parameters/prod/old")).startsWith("404 ");
        assertEndsWell(status);
    }

    @Test
    void init_whatCannotBeFetched_isALineEach() throws Exception {
        source.outage(Reason.ACCESS_DENIED);
        config("Parameters: [{ parameters: [/app/db], path: /prod }]");

        CompletableFuture<Integer> status = startAndWait();

        assertEndsWell(status);
        assertThat(log())
                .contains("WARN parameter /app/db was not fetched at start and is tried again when it is read: ")
                .contains(
                        "WARN the parameters below /prod/ were not listed at start, so each is fetched when it is read: ");
    }

    @Test
    void init_requiredParameterThatIsNotThere_fails() throws Exception {
        config("Parameters: [{ parameters: [{ name: /app/db, required: true }] }]");

        CompletableFuture<Integer> status = start();

        api.await("register");
        assertThat(api.call().header()).isEqualTo("Extension.RequiredSecretUnavailable");
        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(log()).contains("ERROR parameter /app/db is required and could not be fetched: ");
    }

    @Test
    void cachingOfParametersOff_fetchesEachRead_andNothingBefore() throws Exception {
        environment.put("SSM_PARAMETER_STORE_TTL", "0");
        source.put("db", "secret");
        source.putParameter("/app/db", "String", "text");
        config("{ SecretManagers: [{ secrets: [db] }], Parameters: [{ parameters: [/app/db], path: /app }] }");

        CompletableFuture<Integer> status = startAndWait();
        assertThat(source.calls()).isEqualTo(1);

        read("/parameters/app/db");
        read("/parameters/app/db");
        assertThat(source.calls("/app/db")).isEqualTo(2);
        assertEndsWell(status);
    }

    @Test
    void moreParametersThanFit_isSaidAtTheStart() throws Exception {
        environment.put("SECRETS_CACHE_MAX_BYTES", "64KiB");
        for (int i = 0; i < 100; i++) {
            source.putParameter("/many/" + i, "String", "x");
        }
        config("Parameters: [{ path: /many }]");

        CompletableFuture<Integer> status = startAndWait();

        assertThat(read("/parameters/many/99")).isEqualTo("200 x");
        assertEndsWell(status);
        assertThat(log()).contains("maxBytes");
    }
}
