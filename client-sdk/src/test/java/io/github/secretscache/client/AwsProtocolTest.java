package io.github.secretscache.client;

import static io.github.secretscache.client.RawServer.CUT;
import static io.github.secretscache.client.RawServer.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as the AWS extension and the AWS agent are known to give them. */
@Timeout(60)
class AwsProtocolTest {
    private static final String EXTENSION_REPLY = "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:1:secret:db-Xy\","
            + "\"CreatedDate\":\"2022-11-16T08:22:40.499Z\",\"Name\":\"prod/db\",\"SecretBinary\":null,"
            + "\"SecretString\":\"{\\\"password\\\":\\\"hunter2\\\"}\",\"VersionId\":\"v1\","
            + "\"VersionStages\":[\"AWSCURRENT\",\"live\"],\"ResultMetadata\":{}}";
    private static final String AGENT_REPLY = "{\"ARN\":null,\"Name\":\"key\",\"VersionId\":\"v2\",\"SecretBinary\":\""
            + Base64.getEncoder().encodeToString(new byte[] {1, 2, (byte) 0xff})
            + "\",\"CreatedDate\":\"1569534789.046\"}";

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    @Test
    void get_extensionsReply_isRead() {
        server.answer("/secretsmanager/get?secretId=prod%2Fdb", StubFrontend.plain(200, EXTENSION_REPLY));

        Secret secret = client().token("t0ken").build().get("prod/db");

        assertThat(secret.field("password")).isEqualTo("hunter2");
        assertThat(secret.name()).isEqualTo("prod/db");
        assertThat(secret.versionId()).isEqualTo("v1");
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT", "live");
        assertThat(secret.isStale()).isFalse();
        assertThat(server.lastAsked().headers().getFirst("X-Aws-Parameters-Secrets-Token"))
                .isEqualTo("t0ken");
    }

    @Test
    void get_agentsReply_isRead() {
        server.answer("/secretsmanager/get?secretId=key", StubFrontend.plain(200, AGENT_REPLY));

        Secret secret = client().build().get("key");

        assertThat(secret.asBytes()).containsExactly(1, 2, 0xff);
        assertThat(secret.versionId()).isEqualTo("v2");
        assertThat(secret.versionStages()).isEmpty();
    }

    @Test
    void get_replyWithoutCacheControl_isNotKept() {
        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(200, EXTENSION_REPLY));
        SecretsCacheClient client = client().build();

        client.get("db");
        client.get("db");

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void refreshAndGetVersion_areAskedForAsTheAgentWantsThem() {
        server.answer("/secretsmanager/get?secretId=db&refreshNow=true", StubFrontend.plain(200, EXTENSION_REPLY));
        server.answer("/secretsmanager/get?secretId=db&versionStage=AWSPENDING", StubFrontend.plain(200, AGENT_REPLY));

        assertThat(client().build().refresh("db").versionId()).isEqualTo("v1");
        assertThat(client().build().getVersion("db", "AWSPENDING").versionId()).isEqualTo("v2");
    }

    @Test
    void get_portOfTheAwsExtensionInTheEnvironment_isAskedInItsProtocol() {
        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(200, EXTENSION_REPLY));
        Map<String, String> variables = Map.of(
                "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", String.valueOf(server.port()), "AWS_SESSION_TOKEN", "t0ken");

        SecretsCacheClient client =
                SecretsCacheClient.builder().environment(variables::get).build();

        assertThat(client.get("db").versionId()).isEqualTo("v1");
    }

    @Test
    void get_notReadyAtFirst_isTriedAgainWithinTheCall() {
        server.answer(
                "/secretsmanager/get?secretId=db", StubFrontend.plain(400, "not ready to serve traffic, please wait"));
        AtomicInteger pauses = new AtomicInteger();
        SecretsCacheClient client = client().pause(duration -> {
                    if (pauses.incrementAndGet() == 3) {
                        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(200, EXTENSION_REPLY));
                    }
                })
                .build();

        assertThat(client.get("db").versionId()).isEqualTo("v1");
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void get_neverReady_endsWithTheCallsTimeAndSaysWhy() {
        server.answer(
                "/secretsmanager/get?secretId=db", StubFrontend.plain(400, "not ready to serve traffic, please wait"));
        FakeClock clock = new FakeClock();
        long before = clock.millis();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() ->
                        client().clock(clock).pause(clock::advance).build().get("db"))
                .withMessageContaining("answered 400: not ready to serve traffic, please wait.")
                .withMessageContaining("read in the handler");
        assertThat(clock.millis() - before).isBetween(5_000L, 6_000L);
    }

    @Test
    void get_refusedAtFirst_isTriedAgainWithinTheCall() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        FakeClock clock = new FakeClock();
        AtomicInteger pauses = new AtomicInteger();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> SecretsCacheClient.builder()
                        .awsEndpoint(URI.create("http://127.0.0.1:" + port))
                        .clock(clock)
                        .pause(duration -> {
                            pauses.incrementAndGet();
                            clock.advance(duration);
                        })
                        .build()
                        .get("db"))
                .withMessageContaining("nothing listens");
        assertThat(pauses).hasValueGreaterThan(5);
    }

    @Test
    void get_connectionCutAtFirst_isTriedAgainWithinTheCall() throws IOException {
        try (RawServer raw = new RawServer().then(CUT, CUT, CUT, http(200, AGENT_REPLY))) {
            SecretsCacheClient client =
                    SecretsCacheClient.builder().awsEndpoint(raw.uri()).build();

            assertThat(client.get("key").versionId()).isEqualTo("v2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'__type':'ResourceNotFoundException', 'message':'gone'} | SecretNotFoundException | gone. Check name",
                "400 | {'__type':'AccessDeniedException','message':'no'} | SecretAccessDeniedException | GetSecretValue",
                "400 | {'__type':'AccessDeniedException', 'message':'not 'escaped''} | SecretAccessDeniedException | (Acc",
                "400 | {'__type':'DecryptionFailure'} | SecretAccessDeniedException | kms:Decrypt",
                "400 | {'__type':'InvalidRequestException','message':'deleted'} | SecretsCacheException | marked for deletion",
                "400 | {'__type':'ThrottlingException'} | SecretsCacheUnavailableException | (ThrottlingException). Try",
                "500 | {'__type':'InternalFailure'} | SecretsCacheUnavailableException | Try again later",
                "504 | {'__type':'TimeoutError', 'message':'Timeout'} | SecretsCacheUnavailableException | Timeout",
                "502 | {'__type':'ConnectionError'} | SecretsCacheUnavailableException | answered 502",
                "403 | Bad Token | SecretAccessDeniedException | AWS_SESSION_TOKEN",
                "400 | an unexpected error occurred while executing request | SecretsCacheException | its log has",
                "400 | missing parameter secretId | SecretsCacheException | answered 400. Check name",
                "400 | Forwarded | SecretsCacheException | answered 400",
                "503 | busy | SecretsCacheUnavailableException | answered 503",
                "404 | Not found | SecretsCacheUnavailableException | Is another server on this port?",
                "302 | moved | SecretsCacheUnavailableException | Is another server on this port?"
            })
    void get_error_isTheRightException(int status, String body, String exception, String message) {
        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(status, body.replace('\'', '"')));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client().build().get("db"))
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(exception))
                .withMessageContaining("Secret \"db\" ")
                .withMessageContaining(message);
    }

    @Test
    void get_tooManyConnections_isTriedAgain() {
        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(429, "Connection limit exceeded"));
        SecretsCacheClient client = client().pause(duration ->
                        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(200, EXTENSION_REPLY)))
                .build();

        assertThat(client.get("db").versionId()).isEqualTo("v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "{}",
                "[]",
                "{\"SecretString\":null}",
                "{\"SecretBinary\":\"***hunter2\"}",
                "{\"SecretString\":\"hunter2\",\"VersionStages\":\"AWSCURRENT\"}",
                "{\"SecretString\":\"hunter2\""
            })
    void get_bodyThatIsNotAReply_failsClearlyAndQuotesNothing(String body) {
        server.answer("/secretsmanager/get?secretId=db", StubFrontend.plain(200, body));

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client().build().get("db"))
                .withMessageContaining("200 without the reply of GetSecretValue")
                .satisfies(e -> assertThat(Traces.of(e)).doesNotContain("hunter2"));
    }

    @Test
    void get_largestBinarySecret_isRead() {
        byte[] bytes = new byte[65_536];
        String json = "{\"SecretBinary\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
        server.answer(
                "/secretsmanager/get?secretId=big",
                new StubFrontend.Canned(200, Map.of(), json.getBytes(StandardCharsets.UTF_8)));

        assertThat(client().callTimeout(Duration.ofSeconds(30))
                        .build()
                        .get("big")
                        .asBytes())
                .isEqualTo(bytes);
    }

    private SecretsCacheClientBuilder client() {
        return SecretsCacheClient.builder().awsEndpoint(server.uri()).environment(name -> null);
    }
}
