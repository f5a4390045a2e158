package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DescribeSecret: asked of the service, though nothing else may be forwarded. */
@Timeout(60)
class SdkDescribingTest {
    private static final String NEWER = "22222222-2222-2222-2222-222222222222";
    private static final String BODY = "{\"SecretId\":\"prod/db\"}";

    private final List<ForwardedCall> calls = new CopyOnWriteArrayList<>();
    private Function<ForwardedCall, ForwardedReply> service = call -> reply(200, description(ScriptedSource.VERSION));
    private final ServedCache served = ServedCache.open(options().build());

    private ServeOptions.Builder options() {
        return ServedCache.options()
                .forward(
                        call -> {
                            calls.add(call);
                            return service.apply(call);
                        },
                        List.of());
    }

    private static String description(String version) {
        return "{\"ARN\":\"" + ScriptedSource.describe("prod/db").arn()
                + "\",\"Name\":\"prod/db\",\"RotationEnabled\":true,"
                + "\"Tags\":[{\"Key\":\"app\",\"Value\":\"orders\"}],\"VersionIdsToStages\":{\"old-" + version
                + "\":[\"AWSPREVIOUS\"],\"" + version + "\":[\"mine\",\"AWSCURRENT\"]}}";
    }

    private static ForwardedReply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ForwardedReply(
                status,
                Map.of(
                        "content-type",
                        "application/x-amz-json-1.1",
                        "x-amzn-requestid",
                        "the-id",
                        "server",
                        "upstream"),
                new ByteArrayInputStream(bytes));
    }

    private static ForwardedReply error(String type) {
        return reply(400, "{\"__type\":\"" + type + "\",\"Message\":\"told by the service\"}");
    }

    @AfterEach
    void close() {
        served.close();
    }

    private String request(String operation) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Security-Token: " + ServedCache.TOKEN
                + "\r\nX-Amz-Target: secretsmanager." + operation + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                + BODY;
    }

    private Reply ask(String operation) throws IOException {
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request(operation));
            return raw.read();
        }
    }

    @Test
    void description_isTheServicesOwn_thoughNothingIsForwarded() throws IOException {
        served.source.text("prod/db", "value");

        Reply reply = ask("DescribeSecret");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(description(ScriptedSource.VERSION));
        assertThat(reply.header("x-amzn-RequestId")).isEqualTo("the-id");
        assertThat(reply.headers()).doesNotContainKey("Server");
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.target()).isEqualTo("secretsmanager.DescribeSecret");
            assertThat(StandardCharsets.UTF_8.decode(call.body()).toString()).isEqualTo(BODY);
        });
        assertThat(ask("ListSecrets").text()).contains("does not forward ListSecrets");
    }

    @Test
    void newerVersion_refreshesWhatIsHeld_beforeTheAnswer_andTheSameOneDoesNot() throws IOException {
        served.source.text("prod/db", "old");
        ask("GetSecretValue");
        ask("DescribeSecret");
        assertThat(served.cache.stats().loads()).isEqualTo(1);

        served.source.text("prod/db", "new");
        service = call -> reply(200, description(NEWER));
        // Within the second of the last one: it shares the next call, and is not told what was.
        assertThat(ask("DescribeSecret").text()).contains(NEWER);

        assertThat(ask("GetSecretValue").text()).contains("new");
        assertThat(served.cache.stats().loads()).isEqualTo(2);
        assertThat(calls).hasSize(2);
    }

    @Test
    void tenAtOnce_areOneCall() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        service = call -> {
            asked.countDown();
            awaitLatch(answered);
            return reply(200, description(NEWER));
        };
        List<RawClient> clients = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10; i++) {
            RawClient client = new RawClient(served.port);
            clients.add(client);
            client.send(request("DescribeSecret"));
        }
        asked.await();
        // Answered on the one thread that reads all requests, so all ten have been read by then.
        assertThat(ask("Unknown").status()).isEqualTo(400);
        answered.countDown();

        for (RawClient client : clients) {
            assertThat(client.read().text()).contains(NEWER);
            client.close();
        }
        assertThat(calls).hasSizeLessThanOrEqualTo(2);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThrottlingException", "InternalServiceError", "ExpiredTokenException", "no JSON"})
    void outage_tellsWhatIsHeld(String type) throws IOException {
        served.source.text("prod/db", "held");
        ask("GetSecretValue");
        service = call -> type.startsWith("no ") ? reply(502, "<html>") : error(type);

        Reply reply = ask("DescribeSecret");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("\"" + ScriptedSource.VERSION + "\":[\"AWSCURRENT\"");
        assertThat(served.cache.stats().loads()).isEqualTo(1);
    }

    @Test
    void outage_tellsWhatWasDescribed_thoughNobodyReadIt() throws IOException {
        served.source.text("prod/db", "value");
        assertThat(ask("DescribeSecret").text()).isEqualTo(description(ScriptedSource.VERSION));
        service = call -> error("InternalServiceError");
        served.source.failing("prod/db", new SecretFetchException(Reason.SERVICE_FAILED, "no way", null));

        Reply reply = ask("DescribeSecret");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("\"" + ScriptedSource.VERSION + "\":[\"AWSCURRENT\"");
        assertThat(served.cache.stats().loads()).isEqualTo(1);
    }

    @Test
    void descriptionOfWhatMayNotBeRead_isTold() throws IOException {
        served.source.failing("prod/db", new SecretFetchException(Reason.ACCESS_DENIED, "not you", null));

        assertThat(ask("DescribeSecret").text()).isEqualTo(description(ScriptedSource.VERSION));
    }

    @Test
    void serviceThatCannotBeReached_tellsWhatIsHeld_andWithoutThatTheError() throws IOException {
        service = call -> {
            throw new SecretFetchException(Reason.CONNECTION_FAILED, "no way", null);
        };
        served.source.failing("prod/db", new SecretFetchException(Reason.CONNECTION_FAILED, "no way", null));

        assertThat(ask("DescribeSecret").status()).isEqualTo(503);
    }

    @Test
    void roleThatMayNotDescribe_tellsAVersionFetchedAnew() throws IOException {
        served.source.text("prod/db", "old");
        ask("GetSecretValue");
        service = call -> error("AccessDeniedException");

        Reply reply = ask("DescribeSecret");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("VersionIdsToStages", ScriptedSource.VERSION);
        assertThat(served.cache.stats().loads()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ResourceNotFoundException", "com.amazonaws.secretsmanager#InvalidRequestException"})
    void whatIsWrongWithTheSecret_isPassedOn(String type) throws IOException {
        served.source.text("prod/db", "held");
        ask("GetSecretValue");
        service = call -> error(type);

        Reply reply = ask("DescribeSecret");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains(type, "told by the service");
    }

    @Test
    void nameThatIsNotAllowed_isRefusedAndNotAskedFor() throws IOException {
        try (ServedCache narrow =
                        ServedCache.open(options().allow(List.of("other")).build());
                RawClient raw = new RawClient(narrow.port)) {
            raw.send(request("DescribeSecret"));

            assertThat(raw.read().text()).contains("AccessDeniedException", "not on the list of allowed names");
        }
        assertThat(calls).isEmpty();
    }
}
