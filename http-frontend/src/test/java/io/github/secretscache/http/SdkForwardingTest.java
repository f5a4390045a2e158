package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is passed on, to whom it may not be, and how its reply comes back. */
@Timeout(60)
class SdkForwardingTest {
    private static final String SCOPE = "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20261130/eu-west-1/"
            + "secretsmanager/aws4_request, SignedHeaders=host, Signature=00\r\n";

    private final List<ForwardedCall> calls = new CopyOnWriteArrayList<>();
    private Function<ForwardedCall, ForwardedReply> service = call -> reply(200, "{\"ok\":true}");
    private final ServedCache served = ServedCache.open(options("*").build());

    private ServeOptions.Builder options(String... forwarded) {
        return ServedCache.options()
                .forward(
                        call -> {
                            calls.add(call);
                            return service.apply(call);
                        },
                        List.of(forwarded));
    }

    private static ForwardedReply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new ForwardedReply(
                status,
                Map.of(
                        "content-type", "application/x-amz-json-1.1",
                        "content-length", String.valueOf(bytes.length),
                        "x-amzn-requestid", "the-id",
                        "date", "Thu, 01 Jan 1970 00:00:00 GMT",
                        "server", "upstream"),
                new ByteArrayInputStream(bytes));
    }

    @AfterEach
    void close() {
        served.close();
    }

    private static String request(String target, String body) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Security-Token: " + ServedCache.TOKEN + "\r\n" + SCOPE
                + "X-Amz-Target: " + target + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Reply ask(ServedCache server, String target, String body) throws IOException {
        try (RawClient raw = new RawClient(server.port)) {
            raw.send(request(target, body));
            return raw.read();
        }
    }

    @Test
    void call_isPassedOnWithItsRegion_andItsReplyWithoutWhatIsTheUpstreamsOwn() throws IOException {
        Reply reply = ask(served, "secretsmanager.ListSecrets", "{\"MaxResults\":1}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{\"ok\":true}");
        assertThat(reply.header("x-amzn-RequestId")).isEqualTo("the-id");
        assertThat(reply.headers()).doesNotContainKey("Server");
        assertThat(String.valueOf(reply.header("Date"))).doesNotContain("1970");
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.target()).isEqualTo("secretsmanager.ListSecrets");
            assertThat(call.region()).isEqualTo("eu-west-1");
            assertThat(StandardCharsets.UTF_8.decode(call.body()).toString()).isEqualTo("{\"MaxResults\":1}");
        });
    }

    @Test
    void failureOfTheService_isPassedOn_andThatOfTheWayIsRetryable() throws IOException {
        service = call -> reply(400, "{\"__type\":\"LimitExceededException\"}");
        assertThat(ask(served, "secretsmanager.CreateSecret", "{\"Name\":\"a\"}"))
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(400))
                .satisfies(reply -> assertThat(reply.text()).contains("LimitExceededException"));
        service = call -> {
            throw new SecretFetchException(Reason.TIMED_OUT, "no answer", null);
        };
        Reply late = ask(served, "secretsmanager.CreateSecret", "{\"Name\":\"a\"}");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.text()).contains("ServiceUnavailableException", "no answer");
        assertThat(late.header("x-amz-retry-after")).isEqualTo("1000");
    }

    @Test
    void write_isFollowedByARefreshOfWhatIsHeld_beforeItsReply() throws IOException {
        served.source.text("prod/db", "old");
        String body = "{\"SecretId\":\"prod/db\"}";
        assertThat(ask(served, "secretsmanager.GetSecretValue", body).text()).contains("old");
        service = call -> {
            served.source.text("prod/db", "new");
            return reply(200, "{}");
        };

        ask(served, "secretsmanager.PutSecretValue", body);
        assertThat(ask(served, "secretsmanager.GetSecretValue", body).text()).contains("new");

        assertThat(served.cache.stats().loads()).isEqualTo(2);
        ask(served, "secretsmanager.GetResourcePolicy", body);
        assertThat(served.cache.stats().loads()).isEqualTo(2);
        ask(served, "secretsmanager.PutSecretValue", "{\"SecretId\":\"never/read\"}");
        assertThat(served.cache.stats().loads()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secretsmanager.PutSecretValue | {'SecretId':'prod/a'} | 200",
                "secretsmanager.CreateSecret | {'Name':'prod/a'} | 200",
                "AmazonSSM.PutParameter | {'Name':'/app/a'} | 200",
                "secretsmanager.PutSecretValue | {'SecretId':'other'} | 400",
                "secretsmanager.CreateSecret | {'Name':'other'} | 400",
                "secretsmanager.PutSecretValue | {'SecretId':'prod/a','Name':'other'} | 400",
                "secretsmanager.ListSecrets | {} | 400",
                "secretsmanager.GetRandomPassword | {} | 400",
                "secretsmanager.BatchGetSecretValue | {'Filters':[{'Key':'name','Values':['prod']}]} | 400",
                "secretsmanager.BatchGetSecretValue | {'SecretIdList':['prod/a'],'Filters':[]} | 400",
                "AmazonSSM.PutParameter | {'Name':'/other'} | 400",
                "AmazonSSM.PutParameter | {'Name':'prod/a'} | 400",
                "AmazonSSM.DeleteParameters | {'Names':['/app/a','/other']} | 400",
                "AmazonSSM.GetParametersByPath | {'Path':'/app/'} | 400",
                "AmazonSSM.DescribeParameters | {'ParameterFilters':[]} | 400",
            })
    void allowList_letsPassWhatNamesOnlyWhatIsAllowed(String target, String body, int status) throws IOException {
        try (ServedCache restricted = ServedCache.open(
                options("*").allow(List.of("prod/*", "parameter:/app/*")).build())) {
            Reply reply = ask(restricted, target, body.replace('\'', '"'));

            assertThat(reply.status()).isEqualTo(status);
            assertThat(calls).hasSize(status == 200 ? 1 : 0);
            if (status != 200) {
                assertThat(reply.text()).contains("AccessDeniedException", "server.allow");
            }
        }
    }

    @Test
    void memberThatIsThereTwice_isRefused_forTheServiceMayTakeTheOther() throws IOException {
        try (ServedCache restricted =
                ServedCache.open(options("*").allow(List.of("prod/*")).build())) {
            assertThat(ask(
                                    restricted,
                                    "secretsmanager.PutSecretValue",
                                    "{\"SecretId\":\"other\",\"SecretId\":\"prod/a\"}")
                            .text())
                    .contains("SerializationException");
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void operationThatIsNotListed_isRefused() throws IOException {
        try (ServedCache some =
                ServedCache.open(options("PutSecretValue", "List*").build())) {
            assertThat(ask(some, "secretsmanager.ListSecretVersionIds", "{}").status())
                    .isEqualTo(200);
            assertThat(ask(some, "secretsmanager.DeleteSecret", "{}").text())
                    .contains("AccessDeniedException", "does not forward DeleteSecret", "server.forward");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AmazonSSM.SendCommand", "AmazonSSM.StartSession", "AmazonSSM.GetParameterX",
                        "DynamoDB_20120810.GetItem",
                "secretsmanager.", "secretsmanager.List/Secrets", "secretsmanager", ".ListSecrets"
            })
    void otherServiceOrOperation_isUnknown(String target) throws IOException {
        assertThat(ask(served, target, "{}").text()).contains("UnknownOperationException");
        assertThat(calls).isEmpty();
    }

    @Test
    void presignedQuery_isRefused() throws IOException {
        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request("secretsmanager.ListSecrets", "{}")
                    .replace("POST / ", "POST /?X-Amz-Signature=00&X-Amz-Credential=x "));
            assertThat(raw.read().text()).contains("AccessDeniedException", "presigned");
        }
        assertThat(calls).isEmpty();
    }

    /** Generated as it is read; what is ahead of the reader is in the buffers of two sockets. */
    private static final class Endless extends InputStream {
        private static final int LENGTH = 256 << 20;
        private final AtomicLong given = new AtomicLong();

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int some = (int) Math.min(length, LENGTH - given.get());
            given.addAndGet(some);
            return some == 0 ? -1 : some;
        }
    }

    @Test
    void largeReply_isReadNoFasterThanItIsTaken() throws IOException {
        Endless body = new Endless();
        service = call -> new ForwardedReply(200, Map.of("content-length", "" + Endless.LENGTH), body);

        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request("secretsmanager.ListSecrets", "{}"));
            raw.readHead();
            byte[] some = new byte[1 << 20];
            for (long taken = 0; taken < 64 << 20; taken += some.length) {
                assertThat(raw.readFully(some)).isTrue();
                assertThat(body.given.get() - taken).isLessThan(32 << 20);
            }
        }
    }

    @Test
    void replyThatBreaksOff_cutsTheConnection() throws IOException {
        service = call -> new ForwardedReply(200, Map.of("content-length", "100"), new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ == 50) {
                    throw new IOException("broken");
                }
                return 'x';
            }
        });

        try (RawClient raw = new RawClient(served.port)) {
            raw.send(request("secretsmanager.ListSecrets", "{}"));
            assertThat(new String(raw.drain(), StandardCharsets.US_ASCII)).doesNotContain("x".repeat(100));
        }
    }

    @Test
    void hangingCalls_holdUpNoReader_andTheirPlacesAreLimited() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(LoopbackServer.MAX_FORWARDED);
        service = call -> {
            begun.countDown();
            await(released);
            return reply(200, "{}");
        };
        served.source.text("prod/db", "hunter2");
        List<RawClient> waiting = new CopyOnWriteArrayList<>();
        try {
            for (int i = 0; i < LoopbackServer.MAX_FORWARDED; i++) {
                RawClient raw = new RawClient(served.port);
                waiting.add(raw);
                raw.send(request("secretsmanager.ListSecrets", "{}"));
            }
            begun.await();
            assertThat(ask(served, "secretsmanager.GetSecretValue", "{\"SecretId\":\"prod/db\"}")
                            .text())
                    .contains("hunter2");
            Reply refused = ask(served, "secretsmanager.ListSecrets", "{}");
            assertThat(refused.status()).isEqualTo(503);
            released.countDown();
            for (RawClient raw : waiting) {
                assertThat(raw.read().status()).isEqualTo(200);
            }
            assertThat(ask(served, "secretsmanager.ListSecrets", "{}").status()).isEqualTo(200);
        } finally {
            released.countDown();
            for (RawClient raw : waiting) {
                raw.close();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
