package io.github.secretscache.core.secretsmanager;

import static io.github.secretscache.core.SecretFetchException.Reason.ACCESS_DENIED;
import static io.github.secretscache.core.SecretFetchException.Reason.CONNECTION_FAILED;
import static io.github.secretscache.core.SecretFetchException.Reason.CREDENTIALS_UNAVAILABLE;
import static io.github.secretscache.core.SecretFetchException.Reason.INVALID_REQUEST;
import static io.github.secretscache.core.SecretFetchException.Reason.NOT_FOUND;
import static io.github.secretscache.core.SecretFetchException.Reason.SCHEDULED_FOR_DELETION;
import static io.github.secretscache.core.SecretFetchException.Reason.SERVICE_FAILED;
import static io.github.secretscache.core.SecretFetchException.Reason.SOURCE_FAILED;
import static io.github.secretscache.core.SecretFetchException.Reason.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.StubAws;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a read can fail, with the real SDK over real sockets. */
class SecretsManagerSourceFaultTest extends SourceFixture {
    private static final SecretId DB = SecretId.of("db");
    private static final String REQUEST_ID = "12345678-1234-1234-1234-123456789012";
    private static final int SDK_ATTEMPTS = 3;

    @Test
    void fetch_everyCodeOfTheTableAsHttp400_hasItsReason() {
        Map<SecretId, Reason> expected = new LinkedHashMap<>();
        Arrays.stream(AwsErrorRule.values())
                .forEach(rule -> rule.when()
                        .codes()
                        .forEach(code -> expected.put(SecretId.of(code).atStage("AWSPREVIOUS"), rule.reason())));
        aws.on(
                StubAws.GET,
                (call, socket) -> StubAws.error(400, StubSecrets.field(call.body(), "SecretId"), "")
                        .answer(call, socket));
        try (SecretsManagerSource wide =
                Sources.of(aws).requestTimeout(Duration.ofSeconds(60)).build()) {
            Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(wide, expected.keySet());

            assertThat(expected).hasSizeGreaterThan(60);
            expected.forEach((id, reason) -> {
                SecretFetchException failure = Sources.failure(outcomes.get(id));
                assertThat(failure.reason()).as(id.name()).isEqualTo(reason);
                assertThat(failure.awsErrorCode()).isEqualTo(id.name());
                assertThat(failure.requestId()).isEqualTo(REQUEST_ID);
                if (!reason.isTransient()) {
                    assertThat(attempts(id)).as(id.name()).isEqualTo(1);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, NewValidationException, INVALID_REQUEST",
        "403, NewDenialException, ACCESS_DENIED",
        "429, NewLimitException, THROTTLED",
        "500, NewInternalError, SERVICE_FAILED",
        "503, NewFailure, SERVICE_FAILED",
    })
    void fetch_codeThatIsNotInTheTable_hasTheReasonOfItsStatus(int status, String code, Reason reason) {
        aws.on(StubAws.GET, StubAws.error(status, code, ""));

        SecretFetchException failure = Sources.failure(source, DB);

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.awsErrorCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "301, SERVICE_FAILED",
        "400, SERVICE_FAILED",
        "403, SERVICE_FAILED",
        "404, SERVICE_FAILED",
        "407, SERVICE_FAILED",
        "429, THROTTLED",
        "500, SERVICE_FAILED",
        "502, SERVICE_FAILED",
        "504, SERVICE_FAILED"
    })
    void fetch_statusWithoutAnAwsCode_isTransient(int status, Reason reason) {
        aws.on(StubAws.GET, StubAws.json(status, "<html>not AWS</html>"));

        SecretFetchException failure = Sources.failure(source, DB);

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.reason().isTransient()).isTrue();
        assertThat(failure.awsErrorCode()).isNull();
    }

    @Test
    void fetch_codeWithNamespaceOrInTheHeader_isRecognised() {
        String prefixed = "com.amazonaws.secretsmanager#ResourceNotFoundException";
        aws.on(StubAws.GET, StubAws.error(400, prefixed, ""));
        assertThat(Sources.failure(source, DB).awsErrorCode()).isEqualTo("ResourceNotFoundException");

        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        Map<String, String> header = Map.of("x-amzn-ErrorType", "ResourceNotFoundException:http://internal/");
        aws.on(StubAws.GET, StubAws.reply(400, header, empty));
        assertThat(Sources.failure(source, DB).reason()).isEqualTo(NOT_FOUND);
    }

    @Test
    void fetch_unknownSecret_saysWhichAndWhatToDo() {
        aws.on(StubAws.GET, StubAws.error(400, "ResourceNotFoundException", "Secrets Manager can't find it."));

        assertThat(Sources.failure(source, DB.atStage("AWSPENDING")))
                .hasMessage(
                        "cannot read secret db at AWSPENDING: Secrets Manager knows no such secret, or no version of it"
                                + " at that stage or id (ResourceNotFoundException); check the name, the region, and the version"
                                + " stage or id");
    }

    @Test
    void fetch_denied_namesTheActionAndTheKindOfPolicy() {
        aws.on(
                StubAws.GET,
                StubAws.error(
                        400,
                        "AccessDeniedException",
                        "User: arn:aws:sts::1:assumed-role/x is not authorized to perform: secretsmanager:GetSecretValue"
                                + " on resource: KMS with an explicit deny in a VPC endpoint policy"));

        SecretFetchException failure = Sources.failure(source, DB);

        assertThat(failure.reason()).isEqualTo(ACCESS_DENIED);
        assertThat(failure)
                .hasMessage("cannot read secret db: the role may not read the secret (AccessDeniedException; AWS names:"
                        + " explicit deny, VPC endpoint policy); allow the IAM action secretsmanager:GetSecretValue on"
                        + " the secret");
    }

    @Test
    void fetch_keyDenied_namesKmsDecrypt() {
        aws.on(StubAws.GET, StubAws.error(400, "AccessDeniedException", "Access to KMS is not allowed"));

        SecretFetchException failure = Sources.failure(source, DB);

        assertThat(failure.reason()).isEqualTo(ACCESS_DENIED);
        assertThat(failure).hasMessageContaining("kms:Decrypt").hasMessageNotContaining("GetSecretValue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You can't perform this operation on the secret because it was marked for deletion.",
                "You can't perform this operation on the secret because it's scheduled for deletion.",
                "You tried to perform the operation on a secret that's currently marked deleted."
            })
    void fetch_deletedSecret_isScheduledForDeletion(String message) {
        aws.on(StubAws.GET, StubAws.error(400, "InvalidRequestException", message));

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(SCHEDULED_FOR_DELETION);
    }

    @Test
    void fetch_otherInvalidRequest_isInvalid() {
        aws.on(StubAws.GET, StubAws.error(400, "InvalidRequestException", "The secret is managed by another service."));

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(INVALID_REQUEST);
    }

    @Test
    void fetch_throttledOnceAsHttp400_succeedsWithTheSecondAttempt() {
        aws.on(
                StubAws.GET,
                StubAws.inTurn(
                        StubAws.error(400, "ThrottlingException", "Rate exceeded"),
                        new StubSecrets().text("db", "s3cret").get()));

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");

        assertThat(aws.calls(StubAws.GET)).hasSize(2);
    }

    @Test
    void fetch_serviceFailsForGood_isTriedThreeTimes() {
        aws.on(StubAws.GET, StubAws.error(500, "InternalServiceError", ""));

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(SERVICE_FAILED);
        assertThat(aws.calls(StubAws.GET)).hasSize(SDK_ATTEMPTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "garbage",
                "{\"ARN\":\"a\"",
                "{\"ARN\":\"a\",\"Name\":\"db\",\"SecretString\":\"x\"}",
                "{\"ARN\":\"a\",\"Name\":\"db\",\"VersionId\":\"v\"}",
                "{\"ARN\":\"a\",\"Name\":\"db\",\"VersionId\":\"v\",\"SecretBinary\":\"???\"}",
                "{\"ARN\":\"a\",\"Name\":\"db\",\"VersionId\":\"v\",\"CreatedDate\":\"?\",\"SecretString\":\"x\"}"
            })
    void fetch_replyThatIsNone_isAServiceFailure(String body) {
        aws.on(StubAws.GET, StubAws.json(200, body));

        assertThat(Sources.failure(source, DB))
                .hasMessageContaining("no reply of the service")
                .extracting(SecretFetchException::reason)
                .isEqualTo(SERVICE_FAILED);
    }

    @Test
    void fetch_notHttp_isAConnectionFailure() {
        aws.on(StubAws.GET, raw("SSH-2.0-x\r\n\r\n"));

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(CONNECTION_FAILED);
    }

    @Test
    void fetch_reset_isTriedAgainAndIsAConnectionFailure() {
        aws.on(StubAws.GET, StubAws.reset());

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(CONNECTION_FAILED);
        assertThat(aws.calls(StubAws.GET)).hasSize(SDK_ATTEMPTS);
    }

    @Test
    void fetch_connectionRefused_isAConnectionFailure() throws IOException {
        URI nobody = URI.create("http://127.0.0.1:" + freePort());
        try (SecretsManagerSource lonely = Sources.of(nobody).build()) {
            assertThat(Sources.failure(lonely, DB).reason()).isEqualTo(CONNECTION_FAILED);
        }
    }

    @Test
    void fetch_unknownHost_isAConnectionFailure() {
        try (SecretsManagerSource lost =
                Sources.of(URI.create("http://no-such-host.invalid")).build()) {
            assertThat(Sources.failure(lost, DB).reason()).isEqualTo(CONNECTION_FAILED);
        }
    }

    @Test
    void fetch_serverWithoutTls_saysSo() {
        URI https = URI.create(aws.uri().toString().replace("http:", "https:"));
        try (SecretsManagerSource secure = Sources.of(https).build()) {
            assertThat(Sources.failure(secure, DB))
                    .hasMessageContaining("no TLS connection")
                    .extracting(SecretFetchException::reason)
                    .isEqualTo(CONNECTION_FAILED);
        }
    }

    @Test
    void fetch_noAnswerAtAll_endsWithTheRequestTimeout() {
        aws.on(StubAws.GET, aws.hang());

        endsInTime(Duration.ofSeconds(1));
        assertThat(aws.calls(StubAws.GET)).hasSize(1);
    }

    @Test
    void fetch_answerThatDrips_endsWithTheRequestTimeout() {
        aws.on(StubAws.GET, (call, socket) -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (!socket.isClosed()) {
                out.write(' ');
                LockSupport.parkNanos(10_000_000);
            }
        });

        endsInTime(Duration.ofMillis(200));
    }

    @Test
    void fetch_answerThatStopsHalfWay_isTimedOut() {
        aws.on(StubAws.GET, (call, socket) -> {
            raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ARN").answer(call, socket);
            aws.hang().answer(call, socket);
        });

        endsInTime(Duration.ofMillis(200));
    }

    @Test
    void fetch_noCredentials_saysSo() {
        try (SecretsManagerSource anonymous = Sources.patient()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("eu-west-1")
                        .withEndpoint(aws.uri()))
                .build()) {
            assertThat(Sources.failure(anonymous, DB))
                    .hasMessage("cannot read secret db: the AWS SDK finds no credentials; give the function, task or"
                            + " instance a role, or set up a profile")
                    .extracting(SecretFetchException::reason)
                    .isEqualTo(CREDENTIALS_UNAVAILABLE);
        }
        assertThat(aws.calls(StubAws.GET)).isEmpty();
    }

    @Test
    void fetch_noRegion_saysSo() {
        try (SecretsManagerSource nowhere =
                Sources.patient().credentials(Sources.CREDENTIALS).build()) {
            assertThat(Sources.failure(nowhere, DB))
                    .hasMessage(
                            "cannot read secret db: the AWS SDK finds no region; set AWS_REGION, or the region of the"
                                    + " group");
        }
    }

    @Test
    void fetch_anythingElse_isASourceFailure() {
        try (SecretsManagerSource odd = Sources.of(aws)
                .credentials(() -> {
                    throw new IllegalStateException("odd");
                })
                .build()) {
            assertThat(Sources.failure(odd, DB).reason()).isEqualTo(SOURCE_FAILED);
        }
    }

    @Test
    void fetch_afterAFailure_triesAgain() {
        aws.on(StubAws.GET, StubAws.error(400, "ResourceNotFoundException", ""));
        assertThat(Sources.failure(source, DB).reason()).isEqualTo(NOT_FOUND);

        aws.on(StubAws.GET, new StubSecrets().text("db", "s3cret").get());

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");
    }

    /** The upper bound is far from the limit: the machine may be busy. */
    private void endsInTime(Duration limit) {
        try (SecretsManagerSource quick = Sources.of(aws).requestTimeout(limit).build()) {
            SecretFetchException failure =
                    assertTimeout(Duration.ofSeconds(20), () -> Sources.failure(quick, DB, limit));
            assertThat(failure.reason()).isEqualTo(TIMED_OUT);
        }
    }

    private long attempts(SecretId id) {
        return aws.calls(StubAws.GET).stream()
                .filter(call -> id.name().equals(StubSecrets.field(call.body(), "SecretId")))
                .count();
    }

    private static StubAws.Handler raw(String reply) {
        return (call, socket) -> socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
