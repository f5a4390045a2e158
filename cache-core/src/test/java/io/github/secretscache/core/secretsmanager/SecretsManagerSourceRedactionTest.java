package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.StubAws;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No exception of a source shows a secret's value, wherever in a failing reply the value stands. */
class SecretsManagerSourceRedactionTest extends SourceFixture {
    private static final String VALUE = "hunter2-V4LUE";
    private static final SecretId DB = SecretId.of("db");

    static Stream<Arguments> failingReplies() {
        return Stream.of(
                Arguments.of("message of an error", StubAws.error(400, "AccessDeniedException", VALUE)),
                Arguments.of("message of a KMS error", StubAws.error(400, "AccessDeniedException", "KMS " + VALUE)),
                Arguments.of("code of an error", StubAws.error(400, VALUE, "no")),
                Arguments.of("unknown member of an error", StubAws.json(500, "{\"SecretString\":\"" + VALUE + "\"}")),
                Arguments.of("page of a proxy", StubAws.json(403, "<html>" + VALUE + "</html>")),
                Arguments.of("garbage", StubAws.json(200, VALUE)),
                Arguments.of("JSON cut short", StubAws.json(200, "{\"SecretString\":\"" + VALUE)),
                Arguments.of("JSON with an unquoted value", StubAws.json(200, "{\"SecretString\":" + VALUE + "}")),
                Arguments.of("JSON of the wrong shape", StubAws.json(200, "[\"" + VALUE + "\"]")),
                Arguments.of("reply without a name", StubAws.json(200, "{\"SecretString\":\"" + VALUE + "\"}")),
                Arguments.of("value that is no date", StubAws.json(200, "{\"CreatedDate\":\"" + VALUE + "\"}")),
                Arguments.of("value that is no list", StubAws.json(200, "{\"VersionStages\":\"" + VALUE + "\"}")),
                Arguments.of("value that is no Base64", StubAws.json(200, "{\"SecretBinary\":\"" + VALUE + "\"}")),
                Arguments.of("code in a header", StubAws.reply(400, Map.of("x-amzn-ErrorType", VALUE), new byte[0])),
                Arguments.of(
                        "request id in a header", StubAws.reply(400, Map.of("x-amz-request-id", VALUE), new byte[0])),
                Arguments.of("status line", raw("HTTP/1.1 500 " + VALUE + "\r\nContent-Length: 0\r\n\r\n")),
                Arguments.of("instead of HTTP", raw(VALUE + "\r\n\r\n")),
                Arguments.of("status code", raw("HTTP/1.1 " + VALUE + "\r\n\r\n")),
                Arguments.of("content length", raw("HTTP/1.1 200 OK\r\nContent-Length: " + VALUE + "\r\n\r\n")),
                Arguments.of(
                        "chunk size", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + VALUE + "\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failingReplies")
    void fetch_failingReplyHoldsAValue_exceptionDoesNot(String where, StubAws.Handler reply) {
        aws.on(StubAws.GET, (call, socket) -> {
            reply.answer(call, socket);
            socket.close();
        });

        assertHoldsNoValue(Sources.failure(source, DB));
    }

    @Test
    void fetchAll_errorOfABatchHoldsAValue_exceptionDoesNot() {
        String error = "{\"SecretId\":\"%s\",\"ErrorCode\":\"InvalidRequestException\",\"Message\":\"" + VALUE + "\"}";
        aws.on(
                StubAws.BATCH,
                StubAws.json(200, "{\"Errors\":[" + error.formatted("db") + "," + error.formatted("b") + "]}"));

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, List.of(DB, SecretId.of("b")));

        assertThat(aws.calls(StubAws.GET)).isEmpty();
        assertThat(outcomes.values()).hasSize(2).allSatisfy(outcome -> assertHoldsNoValue(Sources.failure(outcome)));
        assertThat(outcomes.toString()).doesNotContain(VALUE);
    }

    @Test
    void fetch_value_isNotInItsToString() {
        aws.on(StubAws.GET, new StubSecrets().text("db", VALUE).get());

        SecretValue value = source.fetch(DB);

        assertThat(value.asString()).isEqualTo(VALUE);
        assertThat(value.toString() + new FetchOutcome.Fetched(value)).doesNotContain(VALUE);
    }

    @Test
    void redactedCause_messagesOfTheJdkOfSockets_areKept() {
        aws.on(StubAws.GET, StubAws.reset());

        assertThat(Sources.failure(source, DB))
                .hasRootCauseMessage("java.net.SocketException: Connection reset")
                .rootCause()
                .extracting(Throwable::getStackTrace)
                .satisfies(trace -> assertThat(trace).isNotEmpty());
    }

    private static void assertHoldsNoValue(SecretFetchException failure) {
        StringWriter printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed, true));
        String all = printed + failure.toString() + failure.awsErrorCode() + failure.requestId();
        String base64 = Base64.getEncoder().encodeToString(VALUE.getBytes(StandardCharsets.UTF_8));
        assertThat(all).contains("cannot read secret").doesNotContain(VALUE).doesNotContain(base64);
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            assertThat(cause.getClass().getSimpleName()).isEqualTo("AwsRedactedCause");
            assertThat(cause).hasNoSuppressedExceptions();
        }
    }

    private static StubAws.Handler raw(String reply) {
        return (call, socket) -> socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
    }
}
