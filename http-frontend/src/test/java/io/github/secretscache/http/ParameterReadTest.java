package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretValue.Description;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /parameters/{name}} over a real socket. */
@Timeout(60)
class ParameterReadTest {
    private ServedCache served = ServedCache.open();
    private ScriptedParameters parameters = new ScriptedParameters(served.source.fake);

    @AfterEach
    void close() {
        served.close();
    }

    private Reply get(String target, String... headers) throws IOException {
        return served.get(target, headers);
    }

    private void allow(String... patterns) {
        served.close();
        served = ServedCache.open(ServedCache.options().allow(List.of(patterns)).build());
        parameters = new ScriptedParameters(served.source.fake);
    }

    @Test
    void read_miss_answersTheParameterWithEveryHeader() throws IOException {
        parameters.put("/app/db", "SecureString", "hunter2");

        Reply reply = get("/parameters/app/db");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("hunter2");
        assertThat(reply.headers())
                .containsEntry("Content-Type", "text/plain; charset=utf-8")
                .containsEntry("Age", "0")
                .containsEntry("Secret-Name", "/app/db")
                .containsEntry("Secret-Arn", ScriptedParameters.arn("/app/db"))
                .containsEntry("Secret-Version-Id", "2")
                .containsEntry("Parameter-Version", "2")
                .containsEntry("Parameter-Type", "SecureString")
                .doesNotContainKey("Secret-Version-Stages");
        assertThat(reply.header("ETag")).matches("\"2-[0-9a-z]+\"");
        assertThat(reply.header("Cache-Control")).matches("private, max-age=\\d+, stale-while-revalidate=60");
        assertThat(reply.header("Cache-Status")).startsWith("secrets-cache; fwd=miss; ttl=");
        assertThat(get("/parameters/app/db").header("Cache-Status")).startsWith("secrets-cache; hit");
        assertThat(served.source.fake.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/parameters/app/db, /app/db",
        "/parameters/%2Fapp%2Fdb, /app/db",
        "/parameters//app/db, /app/db",
        "/parameters/app%2Fx/db, /app/x/db",
        "/parameters/flags, flags",
        "/parameters/%2Fflags, /flags",
        "/parameters/arn:aws:ssm:eu-west-1:123456789012:parameter/app/db, /app/db",
        "/parameters/arn%3Aaws%3Assm%3Aeu-west-1%3A123456789012%3Aparameter%2Fflags, flags"
    })
    void name_isThatOfThePath(String target, String name) throws IOException {
        parameters.put(name, "String", "of " + name);

        Reply reply = get(target);

        assertThat(reply.text()).isEqualTo("of " + name);
        assertThat(reply.header("Secret-Name")).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2, hunter2",
        "?version=1, 1, first",
        "?version=2, 2, hunter2",
        "?label=live, 1, first",
        "?withDecryption=false, 2, AQICAHciphertext",
        "?withDecryption=TRUE, 2, hunter2",
        "?withDecryption=0&version=1, 1, AQICAHciphertext",
    })
    void query_choosesTheVersion(String query, String version, String text) throws IOException {
        parameters.put("/app/db", "SecureString", "hunter2");

        Reply reply = get("/parameters/app/db" + query);

        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.header("Parameter-Version")).isEqualTo(version);
        assertThat(get("/parameters/app/db").text()).isEqualTo("hunter2");
    }

    @Test
    void selector_behindTheName_isAVersionOrALabel() throws IOException {
        parameters.put("/app/db", "String", "second");

        assertThat(get("/parameters/app/db:1").text()).isEqualTo("first");
        assertThat(get("/parameters/app/db:live").text()).isEqualTo("first");
    }

    @Test
    void stringList_isAnsweredAsItIs() throws IOException {
        parameters.put("/app/hosts", "StringList", "a,,b");

        Reply reply = get("/parameters/app/hosts");

        assertThat(reply.text()).isEqualTo("a,,b");
        assertThat(reply.header("Parameter-Type")).isEqualTo("StringList");
        assertThat(get("/parameters/app/hosts?withDecryption=true").text()).isEqualTo("a,,b");
    }

    @Test
    void jsonKey_isAMember() throws IOException {
        parameters.put("/app/db", "SecureString", "{\"user\":\"anika\"}");

        assertThat(get("/parameters/app/db").header("Content-Type")).isEqualTo("application/json");
        assertThat(get("/parameters/app/db?jsonKey=user").text()).isEqualTo("anika");
        assertThat(get("/parameters/app/db?jsonKey=none").status()).isEqualTo(404);
    }

    @Test
    void secretOfTheSameName_isAnother() throws IOException {
        served.source.fake.script(
                "both",
                id -> id.isParameter()
                        ? SecretValue.ofText(
                                Description.ofParameter(ScriptedParameters.arn("both"), "both", 1, "String"),
                                "parameter")
                        : SecretValue.ofText(ScriptedSource.describe("both"), "secret"));

        assertThat(get("/parameters/both").text()).isEqualTo("parameter");
        assertThat(get("/cache/both").text()).isEqualTo("secret");
        assertThat(get("/parameters/both").text()).isEqualTo("parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/parameters/secret_now", "/parameters/app/db", "/systemsmanager/parameters/get?name=/app/db"})
    void withoutTheToken_nothingIsRead(String target) throws IOException {
        parameters.put("/app/db", "SecureString", "hunter2").put("secret_now", "String", "hunter2");

        Reply reply = RawClient.get(served.port, target);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).doesNotContain("hunter2");
        assertThat(served.source.fake.calls()).isZero();
    }

    @Test
    void ifNoneMatch_isKnown_untilAnotherValueHasThatVersion() throws IOException {
        parameters.put("/app/db", "String", "one");
        String tag = get("/parameters/app/db").header("ETag");

        Reply known = get("/parameters/app/db", "If-None-Match: " + tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.headers()).containsEntry("Parameter-Version", "2").containsKeys("Age", "Cache-Control");

        // Deleted, and made again.
        parameters.put("/app/db", "String", "other", Instant.parse("2026-11-02T00:00:00Z"));
        Reply other = get("/parameters/app/db?refreshNow=true", "If-None-Match: " + tag);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/parameters/a//b|no doubled slash, but is: /a//b",
                "/parameters/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16|at most 15 levels, but has 16",
                "/parameters/|parameter name must have 1 to 2048 characters",
                "/parameters/arn:aws:sqs:eu-west-1:123456789012:queue|must be one of Parameter Store",
                "/parameters/arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf|must be one of Parameter Store",
                "/parameters/db?version=1&label=live|both are given",
                "/parameters/db?version=one|must be a number such as 3, but is: one",
                "/parameters/db?version=0|must be a number such as 3, but is: 0",
                "/parameters/db?label=1st|must not begin with a digit, but is: 1st",
                "/parameters/aws/reference/secretsmanager/db?withDecryption=false|with decryption only",
            })
    void nameThatCannotBe_isRefusedWithTheReason(String target, String reason) throws IOException {
        Reply reply = get(target);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("\"code\":\"invalid-name\"").contains(reason);
        assertThat(served.source.fake.calls()).isZero();
    }

    @Test
    void nameOverTheLimit_isRefused_andOneAtItIsNot() throws IOException {
        assertThat(get("/parameters/" + "x".repeat(2049)).text()).contains("invalid-name", "has 2049");
        assertThat(get("/parameters/" + "x".repeat(2048)).text()).contains("secret-not-found");
        assertThat(get("/parameters/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15").text())
                .contains("secret-not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?versionStage=live|The query name 'versionStage' is unknown; version, label, withDecryption, refreshNow"
                        + " and jsonKey are known.",
                "?withDecryption=maybe|withDecryption must be true or false, but is 'maybe'.",
                "?refreshNow=2|refreshNow must be true or false, but is '2'.",
                "?version=|The query name 'version' has no value.",
                "?label=a&label=b|The query name 'label' is given twice."
            })
    void queryThatMakesNoSense_isRefused(String query, String detail) throws IOException {
        assertThat(get("/parameters/db" + query).text()).contains("\"code\":\"invalid-query\"", detail);
    }

    @Test
    void failures_areThoseOfTheTable() throws IOException {
        parameters
                .failing("/app/none", Reason.NOT_FOUND, "ParameterNotFound", "parameter /app/none is not there")
                .failing("/app/denied", Reason.ACCESS_DENIED, "AccessDeniedException", "allow ssm:GetParameter on it")
                .failing("/app/busy", Reason.THROTTLED, "ThrottlingException", "too many calls")
                .failing("/app/key", Reason.DECRYPTION_FAILED, "InvalidKeyId", "the key is gone");

        assertThat(get("/parameters/app/none").text())
                .contains("\"status\":404", "\"code\":\"secret-not-found\"", "\"awsErrorCode\":\"ParameterNotFound\"");
        assertThat(get("/parameters/app/denied").text())
                .contains("\"status\":403", "\"missingAction\":\"ssm:GetParameter\"");
        Reply throttled = get("/parameters/app/busy");
        assertThat(throttled.status()).isEqualTo(503);
        assertThat(throttled.header("Retry-After")).isEqualTo("1");
        assertThat(get("/parameters/app/key").text()).contains("decryption-failed");
    }

    @Test
    void outage_isBridged() throws IOException {
        parameters.put("/app/db", "SecureString", "held");
        get("/parameters/app/db");
        served.source.fake.outage(Reason.SERVICE_FAILED);
        served.clock.advance(ServedCache.TTL.plus(Duration.ofMinutes(5)));

        Reply reply = get("/parameters/app/db");

        assertThat(reply.text()).isEqualTo("held");
        assertThat(reply.header("Cache-Status")).startsWith("secrets-cache; fwd=stale");
    }

    @Test
    void refreshNow_fetches() throws IOException {
        parameters.put("/app/db", "String", "one");
        get("/parameters/app/db");
        parameters.put("/app/db", "String", "two");

        assertThat(get("/parameters/app/db").text()).isEqualTo("one");
        Reply forced = get("/parameters/app/db?refreshNow=true");
        assertThat(forced.text()).isEqualTo("two");
        assertThat(forced.header("Cache-Status")).contains("fwd=request");
    }

    @Test
    void allowList_keepsTheKindsApart() throws IOException {
        allow("prod/*", "parameter:/app/*", "parameter:flags");
        parameters
                .put("/app/db", "String", "a")
                .put("flags", "String", "b")
                .put("prod/x", "String", "c")
                .put("/other", "String", "d");
        served.source.text("prod/db", "secret").text("/app/db/secret", "secret");

        assertThat(get("/parameters/app/db").status()).isEqualTo(200);
        assertThat(get("/parameters/app/db:1").status()).isEqualTo(200);
        assertThat(get("/parameters/flags").status()).isEqualTo(200);
        assertThat(get("/systemsmanager/parameters/get?name=/app/db").status()).isEqualTo(200);
        assertThat(get("/v1/prod/db").status()).isEqualTo(200);
        assertThat(get("/parameters/prod%2Fx").text()).contains("name-not-allowed", "prod/x");
        assertThat(get("/parameters/%2Fother").status()).isEqualTo(403);
        assertThat(get("/systemsmanager/parameters/get?name=/other").status()).isEqualTo(403);
        assertThat(get("/cache//app/db/secret").status()).isEqualTo(403);
        // An ARN needs a pattern for ARNs.
        assertThat(get("/parameters/" + ScriptedParameters.arn("/app/db")).status())
                .isEqualTo(403);
    }

    @Test
    void allowList_asterisk_allowsSecretsAlone() throws IOException {
        allow("*");
        parameters.put("/app/db", "String", "a");
        served.source.text("other", "secret");

        assertThat(get("/cache/other").status()).isEqualTo(200);
        assertThat(get("/parameters/app/db").status()).isEqualTo(403);
    }

    @Test
    void status_tellsParametersApart() throws IOException {
        parameters.put("/app/db", "SecureString", "hunter2");
        get("/parameters/app/db");
        get("/parameters/app/db?withDecryption=false&version=1");

        assertThat(get("/status").text())
                .contains("{\"kind\":\"parameter\",\"group\":\"default\",\"name\":\"/app/db\",\"decrypted\":true,"
                        + "\"listed\":false,\"freshness\":\"fresh\",\"heldVersionId\":\"2\"")
                .contains("\"name\":\"/app/db\",\"version\":\"1\",\"decrypted\":false")
                .contains("{\"kind\":\"secret\",\"group\":\"default\",\"name\":\"secret_now\"")
                .doesNotContain("hunter2");
    }

    @Test
    void head_andOtherMethods() throws IOException {
        parameters.put("/app/db", "String", "text");
        try (RawClient client = new RawClient(served.port)) {
            client.send("POST", "/parameters/app/db", ServedCache.TOKEN_HEADER);
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
        }
        assertThat(served.cache.entries()).noneMatch(entry -> entry.id().equals(SecretId.parameter("/app/db")));
    }
}
