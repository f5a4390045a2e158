package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.util.SetSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** The AWS SDK for Java, unmodified, before this server; and what no SDK sends. */
// The SDK pauses for seconds between attempts.
@SetSystemProperty(key = "aws.maxAttempts", value = "1")
@Timeout(60)
class SdkTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    private static final String GET = "X-Amz-Target: secretsmanager.GetSecretValue\r\n";
    private static final String TOKEN = "X-Amz-Security-Token: " + ServedCache.TOKEN + "\r\n";

    private final ServedCache served = ServedCache.open(
            ServedCache.options().allow(List.of("prod/*", "bin", "FAIL*")).build());
    private final SecretsManagerClient client = client(ServedCache.TOKEN);

    private SecretsManagerClient client(String sessionToken) {
        return SecretsManagerClient.builder()
                .endpointOverride(URI.create("http://localhost:" + served.port))
                .region(Region.EU_WEST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create("AKIDEXAMPLE", "secret", sessionToken)))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        served.close();
    }

    @Test
    void getSecretValue_isReadFromTheCache() {
        served.source.text("prod/db", "hunter2").binary("bin", new byte[] {0, 1, -1});

        for (int i = 0; i < 3; i++) {
            GetSecretValueResponse response = client.getSecretValue(request -> request.secretId("prod/db"));
            assertThat(response.secretString()).isEqualTo("hunter2");
            assertThat(response.name()).isEqualTo("prod/db");
            assertThat(response.versionId()).isEqualTo(ScriptedSource.VERSION);
            assertThat(response.versionStages()).contains("AWSCURRENT");
            assertThat(response.createdDate()).hasToString("2023-11-14T22:13:20.046Z");
            assertThat(response.secretBinary()).isNull();
        }
        assertThat(client.getSecretValue(request -> request.secretId("bin"))
                        .secretBinary()
                        .asByteArray())
                .containsExactly(0, 1, -1);
        assertThat(served.cache.stats().loads()).isEqualTo(2);
    }

    @Test
    void getSecretValue_rotated_isTheNewValueAfterTheTtl() {
        served.source.text("prod/db", "old");
        assertThat(client.getSecretValue(request -> request.secretId("prod/db")).secretString())
                .isEqualTo("old");
        served.source.text("prod/db", "new");
        served.clock.advance(ServedCache.TTL.multipliedBy(2));

        assertThat(client.getSecretValue(request -> request.secretId("prod/db")).secretString())
                .isEqualTo("new");
    }

    @Test
    void getSecretValue_whileTheServiceIsDown_isTheOldValue() {
        served.source.text("prod/db", "old");
        client.getSecretValue(request -> request.secretId("prod/db"));
        served.source.failing("prod/db", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));
        served.clock.advance(ServedCache.TTL.plus(Duration.ofMinutes(5)));

        assertThat(client.getSecretValue(request -> request.secretId("prod/db")).secretString())
                .isEqualTo("old");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 400, ResourceNotFoundException",
        "ACCESS_DENIED, 400, AccessDeniedException",
        "DECRYPTION_FAILED, 400, DecryptionFailure",
        "SCHEDULED_FOR_DELETION, 400, InvalidRequestException",
        "THROTTLED, 400, ThrottlingException",
        "SERVICE_FAILED, 500, InternalServiceError",
        "TIMED_OUT, 503, ServiceUnavailableException",
        "CONNECTION_FAILED, 503, ServiceUnavailableException",
    })
    void getSecretValue_failure_isTheClientsOwnException(Reason reason, int status, String code) {
        served.source.failing("FAIL", new SecretFetchException(reason, "told", null));

        assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("FAIL")))
                .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(status);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("told");
                });
    }

    @Test
    void getSecretValue_unknown_isResourceNotFound() {
        assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("prod/unknown")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void getSecretValue_nameThatIsNotAllowed_isDenied() {
        assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("other")))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
                .hasMessageContaining("not on the list of allowed names");
    }

    @Test
    void call_withAnotherSessionToken_isDeniedAndNotTriedAgain() {
        try (SecretsManagerClient stranger = client("guess")) {
            assertThatThrownBy(() -> stranger.getSecretValue(request -> request.secretId("prod/db")))
                    .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                        assertThat(e.numAttempts()).isEqualTo(1);
                    });
        }
        assertThat(served.cache.stats().misses()).isZero();
    }

    @Test
    void batchGetSecretValue_byIds_hasValuesAndErrors() {
        served.source.text("prod/a", "1").text("prod/b", "2");

        BatchGetSecretValueResponse response =
                client.batchGetSecretValue(request -> request.secretIdList("prod/a", "prod/none", "other", "prod/b"));

        assertThat(response.secretValues()).extracting("secretString").containsExactly("1", "2");
        assertThat(response.errors())
                .extracting("secretId", "errorCode")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("prod/none", "ResourceNotFoundException"),
                        org.assertj.core.groups.Tuple.tuple("other", "AccessDeniedException"));
    }

    @Test
    void batchGetSecretValue_ofLargeSecrets_isWhole_andARefusalInItIsCountedOnce() {
        List<String> ids = new ArrayList<>(List.of("other"));
        for (int i = 0; i < 19; i++) {
            ids.add("prod/large" + i);
            served.source.text("prod/large" + i, String.valueOf(i % 10).repeat(65_536));
        }

        for (int round = 1; round <= 2; round++) {
            BatchGetSecretValueResponse response = client.batchGetSecretValue(request -> request.secretIdList(ids));

            assertThat(response.errors()).extracting("secretId").containsExactly("other");
            assertThat(response.secretValues())
                    .hasSize(19)
                    .allSatisfy(value -> assertThat(value.secretString())
                            .isEqualTo(value.name()
                                    .substring(value.name().length() - 1)
                                    .repeat(65_536)));
            assertThat(served.frontend.refusedRequests()).isEqualTo(round);
        }
        assertThat(served.source.fake.calls()).isEqualTo(19);
    }

    @Test
    void describeSecret_afterARotation_tellsTheNewVersionAndRefreshesTheEntry() {
        served.source.text("prod/db", "old");
        client.getSecretValue(request -> request.secretId("prod/db"));
        served.source.text("prod/db", "new");

        assertThat(client.describeSecret(request -> request.secretId("prod/db")).versionIdsToStages())
                .containsKey(ScriptedSource.VERSION);

        assertThat(client.getSecretValue(request -> request.secretId("prod/db")).secretString())
                .isEqualTo("new");
    }

    @Test
    void describeSecret_whileTheServiceIsDown_tellsWhatIsHeld() {
        served.source.text("prod/db", "old");
        client.getSecretValue(request -> request.secretId("prod/db"));
        served.source.failing("prod/db", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));

        assertThat(client.describeSecret(request -> request.secretId("prod/db")).versionIdsToStages())
                .containsKey(ScriptedSource.VERSION);
    }

    @Test
    void describeSecret_unknown_isResourceNotFound() {
        assertThatThrownBy(() -> client.describeSecret(request -> request.secretId("prod/unknown")))
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED, 400, AccessDeniedException",
        "THROTTLED, 400, ThrottlingException",
        "TIMED_OUT, 503, ServiceUnavailableException",
    })
    void describeSecret_failure_isTheClientsOwnException(Reason reason, int status, String code) {
        served.source.failing("FAIL", new SecretFetchException(reason, "told", null));

        assertThatThrownBy(() -> client.describeSecret(request -> request.secretId("FAIL")))
                .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(status);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                });
    }

    @Test
    void getSecretValue_ofANameServedDifferently_isTheSecretOfThatName() {
        served.source.text("prod/db", "current").text("db", "other");

        // Listed as db, at stage blue: that is for those who ask natively.
        assertThat(client.getSecretValue(request -> request.secretId("prod/db")).versionStages())
                .contains("AWSCURRENT");
        assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("db")))
                .hasMessageContaining("not on the list of allowed names");
        assertThat(served.cache.entries())
                .filteredOn(entry -> entry.versionId() != null)
                .extracting(entry -> entry.id().versionStage())
                .containsExactly("AWSCURRENT");
    }

    @Test
    void getSecretValue_inAnotherRegion_isRefusedByNameAndServedByArn() throws IOException {
        String arn = ScriptedSource.describe("prod/db").arn();
        try (ServedCache regional =
                ServedCache.open(ServedCache.options().region("us-east-1").build())) {
            regional.source.text("prod/db", "hunter2");
            String scope = "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261130/eu-west-1/secretsmanager/"
                    + "aws4_request, SignedHeaders=host, Signature=00\r\n";
            for (String id : java.util.List.of("prod/db", arn)) {
                String body = "{\"SecretId\":\"" + id + "\"}";
                try (RawClient raw = new RawClient(regional.port)) {
                    raw.send(HEAD + TOKEN + scope + GET + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                    boolean refused = raw.read().text().contains("the secrets cache reads names in us-east-1");
                    assertThat(refused).as(id).isEqualTo(!id.equals(arn));
                }
            }
        }
    }

    @Test
    void operation_thatIsNotForwarded_saysSo() {
        assertThatThrownBy(() -> client.listSecrets())
                .hasMessageContaining("does not forward ListSecrets")
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | SerializationException",
                "[] | SerializationException",
                "{} {} | SerializationException",
                "'' | SerializationException",
                "{\"SecretId\":1} | SerializationException",
                "{\"SecretId\":{\"a\":[]}} | SerializationException",
                "{} | ValidationException",
                "{\"SecretId\":null} | ValidationException",
                "{\"SecretId\":\"\"} | ValidationException",
                "{\"SecretId\":\"other\"} | AccessDeniedException",
            })
    void body_thatMakesNoSense_isToldInTheShapeOfTheService(String body, String type) throws IOException {
        String text = body.equals("''") ? "" : body;

        Reply reply = post(HEAD + TOKEN + GET + "Content-Length: " + text.length() + "\r\n\r\n" + text);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(reply.text()).startsWith("{\"__type\":\"" + type + "\",\"Message\":\"");
    }

    @Test
    void ids_tooLongOrTooMany_areInvalid() throws IOException {
        String id = "{\"SecretId\":\"" + "x".repeat(3_000) + "\"}";
        assertThat(post(HEAD + TOKEN + GET + "Content-Length: " + id.length() + "\r\n\r\n" + id)
                        .text())
                .contains("ValidationException");
        String ids = "{\"SecretIdList\":[" + "\"prod/a\",".repeat(20) + "\"prod/a\"]}";
        assertThat(post(HEAD + TOKEN + "X-Amz-Target: secretsmanager.BatchGetSecretValue\r\nContent-Length: "
                                + ids.length() + "\r\n\r\n" + ids)
                        .text())
                .contains("ValidationException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Amz-Target: AmazonSSM.SendCommand\r\n", "X-Amz-Target: secretsmanager.\r\n"})
    void target_thatIsNotServed_isUnknown(String target) throws IOException {
        assertThat(post(HEAD + TOKEN + target + "Content-Length: 2\r\n\r\n{}").text())
                .contains("UnknownOperationException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Amz-Security-Token: guess\r\n"})
    void token_missingOrWrong_isDenied(String token) throws IOException {
        served.source.text("prod/db", "hunter2");
        String body = "{\"SecretId\":\"prod/db\"}";

        Reply reply = post(HEAD + token + GET + "Content-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("AccessDeniedException").doesNotContain("hunter2");
    }

    @Test
    void body_inPiecesOrAfterAContinue_isRead() throws IOException {
        served.source.text("prod/db", "hunter2");
        String body = "{\"SecretId\":\"prod/db\"}";
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(HEAD + TOKEN + GET + "Content-Length: " + body.length() + "\r\n\r\n");
            raw.send(body.substring(0, 5));
            raw.send(body.substring(5));
            assertThat(raw.read().text()).contains("hunter2");

            raw.send(HEAD + TOKEN + GET + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(100);
            raw.send(body);
            assertThat(raw.read().text()).contains("hunter2");
        }
    }

    @Test
    void body_inChunks_isRefused_andNothingBehindItIsRead() throws IOException {
        String body = "{\"SecretId\":\"prod/db\"}";
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(HEAD + TOKEN + GET + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                    + "\r\n" + body + "\r\n0\r\n\r\nGET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n");

            Reply reply = raw.read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("SerializationException", "Content-Length");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aws-sdk-java/2.54.13 md/io#sync md/http#UrlConnection ua/2.1, true",
        "aws-sdk-java/2.20.0 Linux/5.10 io/sync http/UrlConnection cfg/retry-mode/legacy, true",
        "aws-sdk-java/2.54.13 md/io#sync md/http#Apache5 ua/2.1, false",
        "aws-sdk-js/3.1164.0 ua/2.1 md/nodejs#20.20.2, false",
        ", false"
    })
    void connection_endsAfterTheReplyOnlyWhereKeepingItCostsTheClientMore(String userAgent, boolean ends)
            throws IOException {
        served.source.text("prod/db", "hunter2");
        String body = "{\"SecretId\":\"prod/db\"}";
        String agent = userAgent == null ? "" : "User-Agent: " + userAgent + "\r\n";
        String request = HEAD + TOKEN + GET + agent + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request);

            Reply reply = raw.read();
            assertThat(reply.text()).contains("hunter2");
            if (ends) {
                assertThat(reply.header("Connection")).isEqualTo("close");
                assertThat(raw.isClosedByServer()).isTrue();
            } else {
                raw.send(request);
                assertThat(raw.read().text()).contains("hunter2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"524289", "2000000000", "2147483647", "99999999999"})
    @Timeout(10)
    void body_overTheLimit_isRefusedBeforeItComes(String length) throws IOException {
        for (String headers : java.util.List.of(TOKEN + GET, "")) {
            try (RawClient raw = new RawClient(served.port)) {
                raw.send(HEAD + headers + "Content-Length: " + length + "\r\n\r\n");

                Reply reply = raw.read();
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.text()).contains("SerializationException");
                assertThat(raw.isClosedByServer()).isTrue();
            }
        }
    }

    /** A few kibibytes each, and not the 512 that the header claims: together they would not fit the heap. */
    @Test
    void body_thatIsOnlyClaimed_takesNoMemory() throws IOException {
        java.util.List<RawClient> claimants = new java.util.ArrayList<>();
        try {
            System.gc();
            long before = usedBytes();
            for (int i = 0; i < 200; i++) {
                RawClient raw = new RawClient(served.port);
                claimants.add(raw);
                raw.send(HEAD + "Expect: 100-continue\r\nContent-Length: 524288\r\n\r\n");
                assertThat(raw.read().status()).isEqualTo(100);
            }
            System.gc();

            assertThat(usedBytes() - before).isLessThan(200 * 524_288L / 4);
        } finally {
            for (RawClient raw : claimants) {
                raw.close();
            }
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private Reply post(String request) throws IOException {
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request);
            return raw.read();
        }
    }
}
