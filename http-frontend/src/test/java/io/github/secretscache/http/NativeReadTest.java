package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class NativeReadTest {
    private static final String JSON =
            "{\"username\":\"anika\",\"port\":5432,\"tags\":[1, 2],\"on\":true,\"none\":null}";

    private final ServedCache served = ServedCache.open();

    @AfterEach
    void close() {
        served.close();
    }

    private Reply get(String target, String... headers) throws IOException {
        return served.get(target, headers);
    }

    @Test
    void read_miss_answersTheSecretWithEveryHeader() throws IOException {
        served.source.text("secret_now", JSON);

        Reply reply = get("/cache/secret_now");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(JSON);
        assertThat(reply.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("ETag", '"' + ScriptedSource.VERSION + '"')
                .containsEntry("Age", "0")
                .containsEntry("Secret-Name", "secret_now")
                .containsEntry("Secret-Arn", ScriptedSource.arn("secret_now"))
                .containsEntry("Secret-Version-Id", ScriptedSource.VERSION)
                .containsEntry("Secret-Version-Stages", "AWSCURRENT, blue");
        long maxAge = maxAge(reply);
        assertThat(maxAge).isBetween(540L, 600L);
        assertThat(reply.header("Cache-Control"))
                .isEqualTo("private, max-age=" + maxAge + ", stale-while-revalidate=60");
        assertThat(reply.header("Cache-Status")).isEqualTo("secrets-cache; fwd=miss; ttl=" + maxAge);
    }

    private static long maxAge(Reply reply) {
        return Long.parseLong(reply.header("Cache-Control").replaceAll(".*max-age=(\\d+),.*", "$1"));
    }

    @Test
    void read_hit_roundsAgeUp() throws IOException {
        served.source.text("secret_now", "hello");
        get("/cache/secret_now");
        served.clock.advance(Duration.ofMillis(1001));

        Reply reply = get("/cache/secret_now");

        assertThat(reply.header("Age")).isEqualTo("2");
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(reply.header("Cache-Status")).isEqualTo("secrets-cache; hit; ttl=" + (maxAge(reply) - 2));
    }

    /** What docs/protocol.md promises of the two roundings. */
    @Test
    void reader_thatKeepsAReplyByItsHeaders_neverHasItLongerThanTheTtl() throws IOException {
        served.source.text("secret_now", "hello");
        get("/cache/secret_now");
        Instant fetchedAt = served.clock.instant();
        Random random = new Random(20_261_123);
        while (Duration.between(fetchedAt, served.clock.instant()).toSeconds() < 530) {
            served.clock.advance(Duration.ofMillis(1 + random.nextInt(9_000)));

            Reply reply = get("/cache/secret_now");

            long left = maxAge(reply) - Long.parseLong(reply.header("Age"));
            Duration ttl = served.cache.getIfCached(SecretId.of("secret_now")).ttl();
            assertThat(served.clock.instant().plusSeconds(left))
                    .isBeforeOrEqualTo(fetchedAt.plus(ttl))
                    .isAfter(fetchedAt.plus(ttl).minusSeconds(2));
        }
    }

    @Test
    void read_pastTtlWhenFetchingFails_answersTheOldValueAndSaysSo() throws IOException {
        served.source.text("secret_now", "hello");
        get("/cache/secret_now");
        served.source.failing("secret_now", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));
        served.clock.advance(Duration.ofMinutes(12));

        Reply reply = get("/cache/secret_now");

        assertThat(reply.text()).isEqualTo("hello");
        assertThat(reply.header("Age")).isEqualTo("720");
        assertThat(reply.header("Cache-Status")).isEqualTo("secrets-cache; fwd=stale; ttl=" + (maxAge(reply) - 720));
    }

    @Test
    void read_knownVersion_answers304WithFreshAge() throws IOException {
        served.source.text("secret_now", "hello");
        get("/cache/secret_now");
        served.clock.advance(Duration.ofSeconds(7));

        Reply reply = get("/cache/secret_now", "If-None-Match: \"other\", W/\"" + ScriptedSource.VERSION + '"');

        assertThat(reply.status()).isEqualTo(304);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers())
                .containsEntry("Age", "7")
                .containsKeys("Cache-Control", "ETag", "Secret-Version-Id")
                .doesNotContainKey("Content-Type");
    }

    @ParameterizedTest
    @CsvSource({"*, 304", "'\"other\"', 200", "11111111-2222-3333-4444-555555555555, 200"})
    void read_ifNoneMatch_comparesTags(String value, int status) throws IOException {
        served.source.text("secret_now", "hello");

        assertThat(get("/cache/secret_now", "If-None-Match: " + value).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/cache/prod/api/key, prod/api/key",
        "/cache/prod%2Fapi%2fkey, prod/api/key",
        "/cache/a+b, a+b",
        "/cache/a%2Bb, a+b",
        "/cache/caf%C3%A9, café",
        "/cache/a;b=c, a;b=c",
        "/cache/../ping, ../ping",
        "/cache/a//b/, a//b/",
        "http://localhost/cache/prod/api/key, prod/api/key",
    })
    void read_name_isTheDecodedRestOfThePath(String target, String name) throws IOException {
        served.source.text(name, "found");

        assertThat(get(target).text()).isEqualTo("found");
    }

    @Test
    void read_arn_isAName() throws IOException {
        served.source.text("prod/db", "found");

        Reply reply = get("/cache/" + ScriptedSource.arn("prod/db"));

        assertThat(reply.text()).isEqualTo("found");
        assertThat(reply.header("Secret-Name")).isEqualTo("prod/db");
    }

    @Test
    void read_servedName_isTheListedSecretAtItsStage() throws IOException {
        served.source.text("prod/db", "found");

        assertThat(get("/cache/db").header("Secret-Name")).isEqualTo("prod/db");
    }

    @ParameterizedTest
    @CsvSource({
        "versionStage=blue, 200",
        "versionStage=AWSPREVIOUS, 404",
        "versionId=11111111-2222-3333-4444-555555555555, 200",
        "versionStage=blue&versionId=11111111-2222-3333-4444-555555555555, 200",
        "versionId=short, 400",
        "refreshNow=TRUE, 200",
        "refreshNow=0, 200",
        "refreshNow=maybe, 400",
        "versionStage=, 400",
        "versionStage, 400",
        "versionStage=a&versionStage=b, 400",
        "versionstage=blue, 400",
        "versionStage=%zz, 400",
        "&, 200",
    })
    void read_query_isStrict(String query, int status) throws IOException {
        served.source.text("secret_now", "hello");

        assertThat(get("/cache/secret_now?" + query).status()).isEqualTo(status);
    }

    @Test
    void read_refreshNow_fetchesAgain() throws IOException {
        served.source.text("secret_now", "old");
        get("/cache/secret_now");
        served.source.text("secret_now", "new");
        served.clock.advance(Duration.ofSeconds(5));

        Reply reply = get("/cache/secret_now?refreshNow=true");

        assertThat(reply.text()).isEqualTo("new");
        assertThat(reply.header("Age")).isEqualTo("0");
        assertThat(reply.header("Cache-Status")).startsWith("secrets-cache; fwd=request; ttl=");
    }

    @ParameterizedTest
    @CsvSource({
        "username, anika, text/plain; charset=utf-8",
        "port, 5432, text/plain; charset=utf-8",
        "on, true, text/plain; charset=utf-8",
        "none, null, text/plain; charset=utf-8",
        "tags, '[1, 2]', application/json",
    })
    void read_jsonKey_answersTheMember(String key, String body, String type) throws IOException {
        served.source.text("secret_now", JSON);

        Reply reply = get("/cache/secret_now?jsonKey=" + key);

        assertThat(reply.text()).isEqualTo(body);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
    }

    @Test
    void read_jsonKeyThatIsMissing_saysSoWithoutTheValue() throws IOException {
        served.source.text("secret_now", JSON);

        Reply reply = get("/cache/secret_now?jsonKey=password");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text()).contains("\"code\":\"json-key-not-found\"").doesNotContain("anika");
        assertThat(reply.headers()).doesNotContainKeys("ETag", "Secret-Arn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "[1]", "{\"hunter2\"", "{} hunter2", ""})
    void read_jsonKeyOfOtherText_saysSoWithoutTheValue(String value) throws IOException {
        served.source.text("secret_now", value);

        Reply reply = get("/cache/secret_now?jsonKey=password");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("\"code\":\"not-a-json-object\"").doesNotContain("hunter2");
    }

    @Test
    void read_binary_answersTheBytes() throws IOException {
        byte[] bytes = {0, 1, (byte) 0xff, '\r', '\n'};
        served.source.binary("secret_now", bytes);

        Reply reply = get("/cache/secret_now");

        assertThat(reply.body()).isEqualTo(bytes);
        assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(get("/cache/secret_now?jsonKey=a").status()).isEqualTo(404);
    }

    @Test
    void read_largestSecret_arrivesWhole() throws IOException {
        String large = "x".repeat(65_536);
        served.source.text("secret_now", large);

        assertThat(get("/cache/secret_now").text()).isEqualTo(large);
    }

    @Test
    void head_hasTheHeadersOfGetAndNoBody() throws IOException {
        served.source.text("secret_now", "hello");

        try (RawClient client = new RawClient(served.port)) {
            client.send("HEAD", "/cache/secret_now");
            Reply head = client.read(true);
            client.send("GET", "/cache/secret_now");
            Reply get = client.read();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsEntry("Content-Length", "5").containsKey("ETag");
            assertThat(get.text()).isEqualTo("hello");
        }
    }

    @Test
    void pipelinedReads_areAnsweredInOrder() throws IOException {
        served.source.text("one", "1").text("two", "2").text("three", "3");

        try (RawClient client = new RawClient(served.port)) {
            String head = " HTTP/1.1\r\nHost: localhost\r\n" + ServedCache.TOKEN_HEADER + "\r\n\r\n";
            client.send("GET /cache/one" + head + "GET /cache/two" + head + "GET /cache/three" + head);

            assertThat(client.read().text()).isEqualTo("1");
            assertThat(client.read().text()).isEqualTo("2");
            assertThat(client.read().text()).isEqualTo("3");
        }
    }
}
