package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ErrorReplyTest {
    private final ServedCache served = ServedCache.open();

    @AfterEach
    void close() {
        served.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 404, secret-not-found",
        "ACCESS_DENIED, 403, access-denied",
        "DECRYPTION_FAILED, 502, decryption-failed",
        "SCHEDULED_FOR_DELETION, 404, scheduled-for-deletion",
        "INVALID_REQUEST, 400, invalid-request",
        "THROTTLED, 503, throttled",
        "SERVICE_FAILED, 502, service-failed",
        "TIMED_OUT, 504, timed-out",
        "CONNECTION_FAILED, 502, connection-failed",
        "CREDENTIALS_UNAVAILABLE, 503, credentials-unavailable",
        "CLOSED, 503, shutting-down",
        "SOURCE_FAILED, 502, source-failed",
    })
    void read_upstreamFailure_hasStatusAndCode(Reason reason, int status, String code) throws IOException {
        served.source.failing("broken", new SecretFetchException(reason, "it \"broke\"", null, "AwsCode", "req-1"));

        Reply reply = served.get("/cache/broken");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Retry-After")).isEqualTo(reason.isTransient() ? "1" : null);
        assertThat(reply.text())
                .contains("\"status\":" + status + ",")
                .contains("\"detail\":\"it \\\"broke\\\"\"")
                .contains("\"code\":\"" + code + '"')
                .contains("\"retryable\":" + reason.isTransient())
                .contains("\"awsErrorCode\":\"AwsCode\"")
                .contains("\"awsRequestId\":\"req-1\"");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void of_everyReason_hasItsOwnCode(Reason reason) {
        assertThat(ErrorCode.of(reason).awsType()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:secretsmanager:eu-west-1:1:secret:x: allow the IAM action secretsmanager:GetSecretValue, secretsmanager:GetSecretValue",
        "allow the IAM action sts:AssumeRole on it, sts:AssumeRole",
        "allow the IAM action kms:Decrypt on that key, kms:Decrypt",
        "denied, secretsmanager:GetSecretValue",
    })
    void read_denied_namesTheMissingAction(String said, String action) throws IOException {
        served.source.failing("broken", new SecretFetchException(Reason.ACCESS_DENIED, said, null));

        assertThat(served.get("/cache/broken").text()).contains("\"missingAction\":\"" + action + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, path-not-found",
        "GET, /cache, 404, path-not-found",
        "GET, /nothing?x=y, 404, path-not-found",
        "GET, /ping/, 404, path-not-found",
        "GET, /cache/, 400, invalid-name",
        "GET, /cache/a%00b, 400, invalid-name",
        "GET, /cache/%C3, 400, malformed-path",
        "GET, /cache/%C0%AF, 400, malformed-path",
        "GET, /cache/x?nope=1, 400, invalid-query",
        "POST, /cache/x, 405, method-not-allowed",
        "DELETE, /ping, 405, method-not-allowed",
        "get, /ping, 405, method-not-allowed",
    })
    void request_thatCannotBeServed_hasStatusAndCode(String method, String target, int status, String code)
            throws IOException {
        Reply reply = RawClient.request(served.port, method, target, ServedCache.TOKEN_HEADER);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains("\"code\":\"" + code + '"').contains("\"retryable\":false");
        assertThat(reply.header("Allow")).isEqualTo(status == 405 ? "GET, HEAD" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cache/%", "/cache/%g1", "/cache/a b", "/cache/{x}", "nothing"})
    void request_thatIsNoHttp_isRefusedWithoutABody(String target) throws IOException {
        Reply reply = RawClient.get(served.port, target);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).isEmpty();
    }

    @Test
    void read_sourceThatBreaksUnexpectedly_doesNotTellWhatItSaid() throws IOException {
        served.source.failing(
                "broken",
                new SecretFetchException(Reason.SOURCE_FAILED, "failed", new IllegalStateException("hunter2")));

        Reply reply = served.get("/cache/broken");

        assertThat(reply.text()).doesNotContain("hunter2");
        assertThat(reply.headers().toString()).doesNotContain("hunter2");
    }

    @Test
    void connection_afterAnError_staysUsable() throws IOException {
        served.source.text("secret_now", "hello");
        try (RawClient client = new RawClient(served.port)) {
            client.send("GET", "/cache/unknown", ServedCache.TOKEN_HEADER);
            assertThat(client.read().status()).isEqualTo(404);
            client.send("GET", "/cache/secret_now");
            assertThat(client.read().text()).isEqualTo("hello");
        }
    }
}
