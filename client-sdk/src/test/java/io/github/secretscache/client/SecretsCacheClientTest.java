package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SecretsCacheClientTest {
    @AutoClose
    private final StubFrontend server = new StubFrontend();

    @Test
    void get_textSecret_hasValueAndMetadata() {
        server.answer(
                "/cache/db",
                StubFrontend.secret("v1", "{\"password\":\"hunter2\"}")
                        .with("Age", "7")
                        .with("Secret-Name", "prod/db"));
        FakeClock clock = new FakeClock();

        Secret secret = server.client().clock(clock).build().get("db");

        assertThat(secret.asString()).isEqualTo("{\"password\":\"hunter2\"}");
        assertThat(secret.field("password")).isEqualTo("hunter2");
        assertThat(secret.name()).isEqualTo("prod/db");
        assertThat(secret.versionId()).isEqualTo("v1");
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT", "live");
        assertThat(secret.age()).isEqualTo(Duration.ofSeconds(7));
        assertThat(secret.isStale()).isFalse();
    }

    @Test
    void get_nonAsciiText_isReadAsUtf8() {
        server.answer("/cache/db", StubFrontend.secret("v1", "pässwörd €"));

        assertThat(server.client().build().get("db").asString()).isEqualTo("pässwörd €");
    }

    @Test
    void get_binarySecret_hasBytesAndNoText() {
        byte[] bytes = {0, (byte) 0xff, 10, 13};
        server.answer(
                "/cache/key",
                new StubFrontend.Canned(
                        200, Map.of("Content-Type", "application/octet-stream", "Secret-Version-Id", "v1"), bytes));

        Secret secret = server.client().build().get("key");

        assertThat(secret.asBytes()).isEqualTo(bytes);
        assertThatThrownBy(secret::asString)
                .isInstanceOf(SecretsCacheException.class)
                .hasMessageContaining("asBytes()");
    }

    @Test
    void get_emptySecret_isEmpty() {
        server.answer("/cache/db", StubFrontend.secret("v1", ""));

        assertThat(server.client().build().get("db").asString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "prod/db,                                                   /cache/prod%2Fdb",
        "/prod//db/,                                                /cache/%2Fprod%2F%2Fdb%2F",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-Xy, "
                + "/cache/arn%3Aaws%3Asecretsmanager%3Aeu-west-1%3A123456789012%3Asecret%3Aa-Xy",
        "a+b=c@d.e_f-g,                                             /cache/a%2Bb%3Dc%40d.e_f-g",
        "50% off?#x y,                                              /cache/50%25%20off%3F%23x%20y",
        "schlüssel,                                                 /cache/schl%C3%BCssel"
    })
    void get_anyName_isPercentEncoded(String name, String target) {
        server.answer(target, StubFrontend.secret("v1", "value"));

        assertThat(server.client().build().get(name).name()).isEqualTo(name);
        assertThat(server.lastAsked().target()).isEqualTo(target);
    }

    @Test
    void get_token_isSentAndNoIfNoneMatchAtFirst() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));

        server.client().token("t0ken").build().get("db");

        assertThat(server.lastAsked().headers().getFirst("X-Aws-Parameters-Secrets-Token"))
                .isEqualTo("t0ken");
        assertThat(server.lastAsked().headers()).doesNotContainKey("If-none-match");
    }

    @Test
    void get_environmentToken_isSent() {
        server.answer("/cache/db", StubFrontend.secret("v1", "value"));
        Map<String, String> variables = Map.of("AWS_SESSION_TOKEN", "from-env");

        server.client().environment(variables::get).build().get("db");

        assertThat(server.lastAsked().headers().getFirst("X-Aws-Parameters-Secrets-Token"))
                .isEqualTo("from-env");
    }

    @Test
    void getVersion_stage_isAskedForByQuery() {
        server.answer("/cache/prod%2Fdb?versionStage=AWSPREVIOUS", StubFrontend.secret("v0", "old"));

        Secret previous = server.client().build().getVersion("prod/db", "AWSPREVIOUS");

        assertThat(previous.versionId()).isEqualTo("v0");
    }

    @Test
    void getVersion_andGet_areKeptApart() {
        server.answer("/cache/db", StubFrontend.secret("v1", "new"));
        server.answer("/cache/db?versionStage=AWSPREVIOUS", StubFrontend.secret("v0", "old"));
        SecretsCacheClient client = server.client().build();

        assertThat(client.get("db").asString()).isEqualTo("new");
        assertThat(client.getVersion("db", "AWSPREVIOUS").asString()).isEqualTo("old");
        assertThat(client.get("db").asString()).isEqualTo("new");
        assertThat(client.getVersion("db", "AWSPREVIOUS").asString()).isEqualTo("old");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void refresh_keptValue_isFetchedAnewAndReplaced() {
        server.answer("/cache/db", StubFrontend.secret("v1", "old"));
        server.answer("/cache/db?refreshNow=true", StubFrontend.secret("v2", "new"));
        SecretsCacheClient client = server.client().build();
        client.get("db");

        assertThat(client.refresh("db").versionId()).isEqualTo("v2");

        assertThat(server.lastAsked().headers()).doesNotContainKey("If-none-match");
        assertThat(client.get("db").asString()).isEqualTo("new");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void get_unknownSecret_isNotFoundAndSaysWhatToDo() {
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> server.client().build().get("nope"))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo("nope"))
                .withMessageContaining("\"nope\" was not found")
                .withMessageContaining(server.uri() + "/cache/nope answered 404 (secret-not-found): no such secret.")
                .withMessageContaining("Check name, stage, account and region");
    }

    @Test
    void get_deniedSecret_isAccessDeniedAndSaysWhatToDo() {
        server.answer("/cache/db", StubFrontend.problem(403, "access-denied", "AccessDeniedException from AWS"));

        assertThatExceptionOfType(SecretAccessDeniedException.class)
                .isThrownBy(() -> server.client().build().get("db"))
                .withMessageContaining("(access-denied): AccessDeniedException from AWS.")
                .withMessageContaining("secretsmanager:GetSecretValue");
    }

    @Test
    void get_encodedHeaders_areDecoded() {
        server.answer(
                "/cache/db",
                StubFrontend.secret("v1", "x")
                        .with("Secret-Name", "a%2Cb+c")
                        .with("Secret-Version-Stages", "AWSCURRENT, my%20stage, %zz"));

        Secret secret = server.client().build().get("db");

        assertThat(secret.name()).isEqualTo("a,b+c");
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT", "my stage", "%zz");
    }

    @Test
    void get_missingAction_isNamed() {
        String json = "{\"code\":\"decryption-failed\",\"detail\":\"no key.\",\"missingAction\":\"kms:Decrypt\"}";
        server.answer(
                "/cache/db",
                new StubFrontend.Canned(
                        502,
                        Map.of("Content-Type", "application/problem+json"),
                        json.getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(SecretAccessDeniedException.class)
                .isThrownBy(() -> server.client().build().get("db"))
                .withMessageContaining("502 (decryption-failed): no key. Allow kms:Decrypt in");
    }

    @ParameterizedTest
    @CsvSource({
        "token-refused,          403, AWS_SESSION_TOKEN",
        "name-not-allowed,       403, server.allow",
        "scheduled-for-deletion, 404, Restore it",
        "too-many-connections,   429, server.maxConnections"
    })
    void get_knownCode_hasItsOwnAdvice(String code, int status, String advice) {
        server.answer("/cache/db", StubFrontend.problem(status, code, "no"));

        // An interrupt in the first pause ends the attempts, of which one has all the time it needs.
        assertThatThrownBy(() -> server.client()
                        .pause(length -> Thread.currentThread().interrupt())
                        .build()
                        .get("db"))
                .isInstanceOf(SecretsCacheException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(advice);
        assertThat(Thread.interrupted()).isEqualTo(status == 429);
    }

    @Test
    void get_serverThatShutsDown_isUnavailable() {
        server.answer("/cache/db", StubFrontend.plain(503, ""));

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> server.client().build().get("db"))
                .withMessageContaining("shuts down");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void get_upstreamFailure_isUnavailable(int status) {
        server.answer("/cache/db", StubFrontend.problem(status, "upstream", "Secrets Manager did not answer"));

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> server.client().build().get("db"))
                .withMessageContaining("answered " + status + " (upstream): Secrets Manager did not answer.")
                .withMessageContaining("Try again later");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void get_badRequest_isTheRootException() {
        server.answer("/cache/db", StubFrontend.problem(400, "bad-request", "no"));

        assertThatThrownBy(() -> server.client().build().get("db"))
                .isExactlyInstanceOf(SecretsCacheException.class)
                .hasMessageContaining("answered 400 (bad-request): no.");
    }

    @Test
    void get_nobodyListens_namesAddressAndFix() throws IOException {
        int port = freePort();
        SecretsCacheClient client = SecretsCacheClient.builder()
                .endpoint(URI.create("http://localhost:" + port))
                .build();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("nothing listens at http://localhost:" + port + "/cache/db")
                .withMessageContaining("attach the Secrets Cache layer")
                .withMessageContaining("SECRETS_CACHE_PORT")
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void get_nobodyListensAndFallback_asksTheFallback() throws IOException {
        SecretsCacheClient client = SecretsCacheClient.builder()
                .endpoint(URI.create("http://127.0.0.1:" + freePort()))
                .fallback(name -> Secret.of(name, "local"))
                .build();

        assertThat(client.get("db").asString()).isEqualTo("local");
        assertThat(client.refresh("db").asString()).isEqualTo("local");
    }

    @Test
    void get_serverFailsAndFallback_doesNotHideTheFailure() {
        server.answer("/cache/db", StubFrontend.problem(403, "access-denied", "no"));
        SecretsCacheClient client =
                server.client().fallback(name -> Secret.of(name, "local")).build();

        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretAccessDeniedException.class);
        assertThatThrownBy(() -> client.get("nope")).isInstanceOf(SecretNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t \n", "a\nb"})
    void get_unusableName_isRefusedBeforeAnyRequest(String name) {
        assertThatThrownBy(() -> server.client().build().get(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name must");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void get_overlongOrNullName_isRefusedBeforeAnyRequest() {
        assertThatThrownBy(() -> server.client().build().get("x".repeat(2049)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but has 2049");
        assertThatThrownBy(() -> server.client().build().get(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> server.client().build().getVersion("db", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("versionStage");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void get_largestSecret_isRead() {
        String text = "\u20ac".repeat(21_845);
        server.answer("/cache/big", StubFrontend.secret("v1", text));

        assertThat(server.client().build().get("big").asBytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
