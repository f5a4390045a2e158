package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays what AWS's two servers were seen to answer. */
@Timeout(60)
class AwsPathsTest {
    private static final String GET = "/secretsmanager/get?secretId=";

    private final ServedCache agent = ServedCache.open();
    private final ServedCache extension = ServedCache.open(
            ServedCache.options().awsProfile(AwsProfile.EXTENSION).build());

    @BeforeEach
    void script() {
        for (ServedCache served : new ServedCache[] {agent, extension}) {
            served.source
                    .text("prod/db", "p\"w\n")
                    .text("a b", "spaced")
                    .text("a%20b", "literal")
                    .binary("bin", new byte[] {0, 1, -1});
        }
    }

    @AfterEach
    void close() {
        agent.close();
        extension.close();
    }

    private ServedCache of(AwsProfile profile) {
        return profile == AwsProfile.AGENT ? agent : extension;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {GET + "prod/db", GET + "prod%2Fdb", "/v1/prod/db", "/v1/./x/../prod/db", "/v1/x/%2E%2e/prod/db"})
    void agent_textSecret_answersItsJson(String target) throws IOException {
        Reply reply = agent.get(target);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .isEqualTo("{\"ARN\":\"" + ScriptedSource.arn("prod/db") + "\",\"Name\":\"prod/db\",\"VersionId\":\""
                        + ScriptedSource.VERSION + "\",\"SecretString\":\"p\\\"w\\n\","
                        + "\"VersionStages\":[\"AWSCURRENT\",\"blue\"],\"CreatedDate\":\"1700000000.046\"}");
        assertThat(reply.headers()).doesNotContainKeys("Content-Type", "ETag", "Cache-Control", "Age");
        assertThat(reply.headers()).containsKeys("Content-Length", "Date");
    }

    @Test
    void agent_binarySecret_isBase64WithoutAString() throws IOException {
        assertThat(agent.get(GET + "bin").text())
                .contains("\"SecretBinary\":\"AAH/\"")
                .doesNotContain("SecretString");
    }

    @Test
    void extension_textSecret_answersItsJson() throws IOException {
        assertThat(extension.get(GET + "prod/db").text())
                .isEqualTo("{\"ARN\":\"" + ScriptedSource.arn("prod/db")
                        + "\",\"CreatedDate\":\"2023-11-14T22:13:20.046Z\",\"Name\":\"prod/db\",\"SecretBinary\":null,"
                        + "\"SecretString\":\"p\\\"w\\n\",\"VersionId\":\"" + ScriptedSource.VERSION
                        + "\",\"VersionStages\":[\"AWSCURRENT\",\"blue\"],\"ResultMetadata\":{}}");
    }

    @Test
    void extension_binarySecret_isBase64WithAnExplicitNull() throws IOException {
        assertThat(extension.get(GET + "bin").text()).contains("\"SecretBinary\":\"AAH/\",\"SecretString\":null");
    }

    @ParameterizedTest
    @EnumSource(AwsProfile.class)
    void read_again_answersTheSameBytesAndHeaders(AwsProfile profile) throws IOException {
        Reply miss = of(profile).get(GET + "prod/db");
        Reply hit = of(profile).get(GET + "prod/db");
        Reply nextHit = of(profile).get("/v1/prod/db");

        assertThat(miss.text()).contains("SecretString");
        assertThat(hit.text()).isEqualTo(miss.text());
        assertThat(nextHit.text()).isEqualTo(miss.text());
        assertThat(hit.headers().keySet()).isEqualTo(miss.headers().keySet());
    }

    @ParameterizedTest
    @EnumSource(AwsProfile.class)
    void secretId_inTheQueryIsFormDecoded_inThePathNotAtAll(AwsProfile profile) throws IOException {
        assertThat(of(profile).get(GET + "a+b").text()).contains("spaced");
        assertThat(of(profile).get(GET + "a%20b").text()).contains("spaced");
        assertThat(of(profile).get("/v1/a%20b").text()).contains("literal");
    }

    @Test
    void query_nameGivenTwice_theLastCounts() throws IOException {
        assertThat(agent.get(GET + "nope&secretId=prod/db").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/secretsmanager/get, missing parameter secretId",
        "/secretsmanager/get?, missing parameter secretId",
        "/secretsmanager/get?secretId=, missing parameter secretId",
        "/secretsmanager/get?secretId=prod/db&secretId=, missing parameter secretId",
        "/secretsmanager/get?secretid=prod/db, unknown parameter: secretid",
        "/secretsmanager/get?secretId=prod/db&roleArn=x, unknown parameter: roleArn",
        "/secretsmanager/get?secretId=prod/db&jsonKey=x, unknown parameter: jsonKey",
        "/secretsmanager/get?secretId=prod/db&refreshNow=yes, invalid refreshNow value",
        "/secretsmanager/get?secretId=prod/db&refreshNow=, invalid refreshNow value",
        "/v1/, missing secret ID",
        "/v1/?versionStage=blue, missing secret ID",
        "/v1/?abc=123, missing secret ID",
        "/secretsmanager/get?abc=123, unknown parameter: abc",
        "/v1/prod/db?secretId=x, unknown parameter: secretId",
    })
    void query_wrong_isToldInTheAgentsWords(String target, String text) throws IOException {
        for (AwsProfile profile : AwsProfile.values()) {
            Reply reply = of(profile).get(target);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "TRUE", "false", "0", "False"})
    void refreshNow_inAnyCase_isKnown(String value) throws IOException {
        assertThat(agent.get(GET + "prod/db&refreshNow=" + value).status()).isEqualTo(200);
    }

    @Test
    void refreshNow_true_fetchesAgain() throws IOException {
        agent.get(GET + "prod/db");
        agent.source.text("prod/db", "rotated");
        agent.clock.advance(java.time.Duration.ofSeconds(2));

        assertThat(agent.get(GET + "prod/db&refreshNow=1").text()).contains("rotated");
    }

    @Test
    void version_isPassedOn() throws IOException {
        assertThat(agent.get(GET + "prod/db&versionStage=blue").status()).isEqualTo(200);
        assertThat(agent.get(GET + "prod/db&versionStage=AWSPREVIOUS").status()).isEqualTo(400);
        assertThat(agent.get(GET + "prod/db&versionId=" + ScriptedSource.VERSION)
                        .status())
                .isEqualTo(200);
        assertThat(agent.get(GET + "prod/db&versionId=x").text())
                .startsWith("{\"__type\":\"InvalidParameterException\",");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /secretsmanager/get/, 404, Not found",
        "GET, /secretsmanager/list, 404, Not found",
        "GET, /v1/../nowhere, 404, Not found",
        "GET, /secretsmanager/./get?secretId=prod/db, 404, Not found",
        "POST, /secretsmanager/get?secretId=prod/db, 405, Not allowed",
        "POST, /secretsmanager/nowhere, 405, Not allowed",
        "PUT, /v1/prod/db, 405, Not allowed",
    })
    void request_otherMethodOrPath_isToldInTheAgentsWords(String method, String target, int status, String text)
            throws IOException {
        Reply reply = RawClient.request(agent.port, method, target, ServedCache.TOKEN_HEADER);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.header("Allow")).isEqualTo(status == 405 ? "GET" : null);
    }

    @Test
    void head_isNotAllowedAndHasNoBody() throws IOException {
        Reply reply = RawClient.request(agent.port, "HEAD", "/v1/prod/db", ServedCache.TOKEN_HEADER);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Content-Length")).isEqualTo("11");
    }

    @Test
    void checks_areMadeInTheAgentsOrder() throws IOException {
        String[] none = {};
        assertThat(RawClient.request(agent.port, "POST", "/v1/x?y=z", "X-Forwarded-For: 1.2.3.4")
                        .text())
                .isEqualTo("Forwarded");
        assertThat(RawClient.request(agent.port, "POST", "/v1/x?y=z", none).text())
                .isEqualTo("Bad Token");
        assertThat(RawClient.request(agent.port, "GET", "/secretsmanager/nowhere", none)
                        .text())
                .isEqualTo("Bad Token");
        assertThat(RawClient.request(agent.port, "POST", "/v1/x?y=z", ServedCache.TOKEN_HEADER)
                        .text())
                .isEqualTo("Not allowed");
        assertThat(RawClient.request(agent.port, "GET", "/v1/x?y=z", ServedCache.TOKEN_HEADER)
                        .text())
                .isEqualTo("unknown parameter: y");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 400, ResourceNotFoundException, told",
        "ACCESS_DENIED, 400, AccessDeniedException, told",
        "DECRYPTION_FAILED, 400, DecryptionFailure, told",
        "SCHEDULED_FOR_DELETION, 400, InvalidRequestException, told",
        "INVALID_REQUEST, 400, InvalidParameterException, told",
        "THROTTLED, 400, ThrottlingException, told",
        "SERVICE_FAILED, 500, InternalServiceError, told",
        "TIMED_OUT, 504, TimeoutError, Timeout",
        "CONNECTION_FAILED, 502, ConnectionError, Read Error",
        "CREDENTIALS_UNAVAILABLE, 500, InternalFailure, ",
        "SOURCE_FAILED, 500, InternalFailure, ",
        "CLOSED, 500, InternalFailure, ",
    })
    void agent_upstreamFailure_isTypedJson(Reason reason, int status, String type, String message) throws IOException {
        agent.source.failing("broken", new SecretFetchException(reason, "told", null));

        Reply reply = agent.get(GET + "broken");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text())
                .isEqualTo("{\"__type\":\"" + type + '"' + (message == null ? "" : ",\"message\":\"" + message + '"')
                        + "}");
    }

    @Test
    void agent_upstreamFailure_hasTheServicesOwnType() throws IOException {
        agent.source.failing(
                "broken",
                new SecretFetchException(Reason.INVALID_REQUEST, "say \"please\"", null, "ValidationException", "id"));

        assertThat(agent.get(GET + "broken").text())
                .isEqualTo("{\"__type\":\"ValidationException\",\"message\":\"say \\\"please\\\"\"}");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void extension_upstreamFailure_isOneText(Reason reason) throws IOException {
        extension.source.failing("broken", new SecretFetchException(reason, "told", null));

        Reply reply = extension.get(GET + "broken");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).isEqualTo("an unexpected error occurred while executing request");
    }

    @Test
    void extension_nameThatNoSecretCanHave_isTheSameText() throws IOException {
        assertThat(extension.get(GET + "prod/db&versionId=x").text())
                .isEqualTo("an unexpected error occurred while executing request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException"})
    void credentialsThatTheServiceRefused_areToldAsTheServiceDid(String type) throws IOException {
        try (ServedCache served = ServedCache.open()) {
            served.source.failing(
                    "prod/db",
                    new SecretFetchException(Reason.CREDENTIALS_UNAVAILABLE, "told", null, type, "request-1"));

            Reply reply = served.get("/v1/prod/db");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).isEqualTo("{\"__type\":\"" + type + "\",\"message\":\"told\"}");
        }
    }
}
