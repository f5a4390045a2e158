package io.github.secretscache.http;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LimitsTest {
    private static final Pattern CONNECTIONS = Pattern.compile("secretscache_http_connections (\\d+)");
    private static final ConnectionTimeouts SHORT = new ConnectionTimeouts(Duration.ofMillis(30), 10, 10);

    @Test
    void connection_overTheLimitWhileAllAreBusy_getsOne429AndIsClosed() throws IOException {
        List<RawClient> busy = new ArrayList<>();
        try (ServedCache served =
                ServedCache.open(ServedCache.options().maxConnections(3).build())) {
            served.source.text("secret_now", "hello");
            RawClient.get(served.port, "/cache/secret_now");
            for (int i = 0; i < 3; i++) {
                RawClient client = new RawClient(served.port);
                client.send("GET /cache/secret_now HTTP/1.1\r\nHost: loc");
                busy.add(client);
            }
            try (RawClient over = new RawClient(served.port);
                    RawClient overOnAwsPath = new RawClient(served.port);
                    RawClient ping = new RawClient(served.port)) {
                over.send("GET", "/cache/secret_now");
                Reply reply = over.read();
                assertThat(reply.status()).isEqualTo(429);
                assertThat(reply.text()).contains("\"code\":\"too-many-connections\"", "\"retryable\":true");
                assertThat(reply.header("Retry-After")).isEqualTo("1");
                assertThat(over.isClosedByServer()).isTrue();

                overOnAwsPath.send("GET", "/v1/secret_now");
                assertThat(overOnAwsPath.read().text()).isEqualTo("Connection limit exceeded");
                assertThat(overOnAwsPath.isClosedByServer()).isTrue();

                ping.send("GET", "/ping");
                assertThat(ping.read().text()).isEqualTo("healthy");
            }

            // Those within the limit go on, and one that leaves makes room.
            busy.get(0).send("alhost\r\n\r\n");
            assertThat(busy.get(0).read().status()).isEqualTo(200);
            busy.remove(2).close();
            int status = 429;
            while (status == 429) {
                status = RawClient.get(served.port, "/cache/secret_now").status();
            }
            assertThat(status).isEqualTo(200);
        } finally {
            for (RawClient client : busy) {
                client.close();
            }
        }
    }

    @Test
    void connection_overTheLimit_takesThePlaceOfTheOneIdleLongest() throws IOException {
        try (ServedCache served =
                        ServedCache.open(ServedCache.options().maxConnections(3).build());
                RawClient first = new RawClient(served.port);
                RawClient second = new RawClient(served.port);
                RawClient silent = new RawClient(served.port)) {
            for (RawClient client : List.of(first, second, first)) {
                client.send("GET", "/ping");
                assertThat(client.read().status()).isEqualTo(200);
            }
            try (RawClient fourth = new RawClient(served.port);
                    RawClient fifth = new RawClient(served.port)) {
                for (RawClient client : List.of(fourth, fifth)) {
                    client.send("GET", "/ping");
                    assertThat(client.read().status()).isEqualTo(200);
                }

                // The silent one was idle longest, then the one that asked least lately.
                assertThat(silent.isClosedByServer()).isTrue();
                assertThat(second.isClosedByServer()).isTrue();
                first.send("GET", "/ping");
                assertThat(first.read().status()).isEqualTo(200);
            }
        }
    }

    private static ServedCache openWithASlowSecret(int maxConnections) {
        ServedCache served = ServedCache.open(
                ServedCache.options().maxConnections(maxConnections).build());
        served.source
                .text("secret_now", "hello")
                .text("slow", "late")
                .fake
                .gate()
                .close("slow");
        return served;
    }

    /** The server library would need the thread of all readers for a quarter of a second. */
    @Test
    void head_ofManyFoldedLines_isCut() throws IOException {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            client.send("GET /ping HTTP/1.1\r\nHost: localhost\r\nX: y" + "\r\n b".repeat(2_000) + "\r\n\r\n");

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    /** Only the head is looked at; a body may have any lines. */
    @Test
    void bodyOfIndentedLines_behindALongHead_isRead() throws IOException {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("secret_now", "hello");
            String body = "{\n  \"SecretId\": \"secret_now\"\n}";

            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: secretsmanager.GetSecretValue\r\n"
                    + ServedCache.TOKEN_HEADER + "\r\nContent-Length: " + body.length() + "\r\nX: "
                    + "x".repeat(4_500) + "\r\n\r\n" + body);

            assertThat(client.read().text()).contains("\"SecretString\":\"hello\"");
        }
    }

    /** That they have left shows only when somebody looks, because their requests wait. */
    @Test
    void connections_whoseReadersLeftWhileTheyWaited_makeRoomAtOnce() throws Exception {
        try (ServedCache served = openWithASlowSecret(3)) {
            RawClient.get(served.port, "/cache/secret_now");
            for (int i = 0; i < 3; i++) {
                try (RawClient leaving = new RawClient(served.port)) {
                    leaving.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
                    served.source.fake.gate().awaitHeld(1);
                }
            }

            assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("hello");
            served.source.fake.gate().open();
        }
    }

    @Test
    void connection_halfClosedWhileItsRequestWaits_isAnsweredWhileThereIsRoom() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("slow", "late").fake.gate().close();
            client.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
            served.source.fake.gate().awaitHeld(1);
            CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(() -> finish(client), OWN_THREAD);
            served.source.fake.gate().open();

            assertThat(new String(all.get(), StandardCharsets.US_ASCII)).endsWith("late");
        }
    }

    private static byte[] finish(RawClient client) {
        try {
            return client.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To see whether a reader has left, a byte is read; it may be the first one of a request. */
    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    void requestBehindOneThatWaits_isAnsweredAlsoAfterRoomWasSought(String begin) throws Exception {
        String request = "GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (ServedCache served = openWithASlowSecret(1);
                RawClient client = new RawClient(served.port)) {
            client.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
            served.source.fake.gate().awaitHeld(1);
            client.send(begin);
            assertThat(RawClient.get(served.port, "/cache/secret_now").status()).isEqualTo(429);
            served.source.fake.gate().open();

            assertThat(client.read().text()).isEqualTo("late");
            client.send(request.substring(begin.length()));
            assertThat(client.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void connections_inAFlood_takeEachOthersPlace() throws IOException {
        List<RawClient> flood = new ArrayList<>();
        try (ServedCache served = ServedCache.open(
                        ServedCache.options().maxConnections(80).build());
                RawClient reader = new RawClient(served.port)) {
            reader.send("GET", "/ping");
            assertThat(reader.read().status()).isEqualTo(200);
            for (int i = 0; i < 400; i++) {
                flood.add(new RawClient(served.port));
            }
            // Answered after the flood, for connections are taken in order.
            assertThat(RawClient.get(served.port, "/ping").status()).isEqualTo(200);

            reader.send("GET", "/ping");
            assertThat(reader.read().status()).isEqualTo(200);
        } finally {
            for (RawClient client : flood) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 5, hello",
        "Content-Length: 99999999999, hello",
        "Transfer-Encoding: chunked, '5\r\nhello\r\n0\r\n\r\n'",
    })
    void request_withABody_isRefusedAndTheConnectionClosed(String header, String body) throws IOException {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("secret_now", "hunter2");
            client.send("GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n" + body);

            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).contains("\"code\":\"body-not-allowed\"");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void request_withAnEmptyBody_isServed() throws IOException {
        try (ServedCache served = ServedCache.open()) {
            served.source.text("secret_now", "hello");

            assertThat(RawClient.get(served.port, "/cache/secret_now", "Content-Length: 0")
                            .text())
                    .isEqualTo("hello");
        }
    }

    @Test
    void body_withoutALengthOrAnEnd_isCut() throws IOException {
        int most = 64 * 1024 * 1024;
        byte[] piece = new byte[65_536];
        long sent = 0;
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n");
            while (sent < most && isSent(client, piece)) {
                sent += piece.length;
            }

            // What the two sockets hold is sent, too.
            assertThat(sent).isLessThan(most / 4);
            assertThat(served.get("/status").status()).isEqualTo(200);
        }
    }

    private static boolean isSent(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
            return true;
        } catch (IOException e) {
            // Closed: what the test waits for.
            return false;
        }
    }

    @Test
    void head_ofUsualSize_isServed() throws IOException {
        String token = "t".repeat(4_000);
        try (ServedCache served =
                ServedCache.open(ServeOptions.builder().token(token).build())) {
            served.source.text("n".repeat(1_900), "hello");

            Reply reply = RawClient.get(
                    served.port,
                    "/cache/" + "n".repeat(1_900),
                    "X-Aws-Parameters-Secrets-Token: " + token,
                    "Cookie: " + "c".repeat(20_000));

            assertThat(reply.text()).isEqualTo("hello");
        }
    }

    @Test
    void head_tooLarge_isRefusedAndNobodyElseSuffers() throws IOException {
        try (ServedCache served = ServedCache.open()) {
            served.source.text("secret_now", "hello");
            for (String head : List.of(
                    "GET /cache/" + "x".repeat(LoopbackServer.MAX_HEAD_BYTES) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /ping HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(LoopbackServer.MAX_HEAD_BYTES)
                            + "\r\n\r\n",
                    "GET /ping HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n".repeat(LoopbackServer.MAX_HEADERS)
                            + "\r\n")) {
                try (RawClient client = new RawClient(served.port)) {
                    client.send(head);
                    assertThat(client.isRefused()).isTrue();
                }
            }
            assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("hello");
        }
    }

    @Test
    void connection_idle_staysWhateverTimePasses() throws IOException {
        try (ServedCache served = new ServedCache(SHORT);
                RawClient silent = new RawClient(served.port);
                RawClient done = new RawClient(served.port);
                RawClient slow = new RawClient(served.port)) {
            served.frontend.serve(served.cache);
            done.send("GET", "/ping");
            assertThat(done.read().status()).isEqualTo(200);
            slow.send("GET /ping HTTP/1.1\r\nHost: loc");

            assertThat(slow.isClosedByServer()).isTrue();
            for (RawClient idle : List.of(silent, done)) {
                idle.send("GET", "/ping");
                assertThat(idle.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void head_thatTricklesIn_isCutAtTheTimeForAllOfIt() throws IOException {
        ConnectionTimeouts impatient = new ConnectionTimeouts(Duration.ofMillis(30), 10, 2_000);
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        try (ServedCache served = new ServedCache(impatient);
                RawClient first = new RawClient(served.port);
                RawClient second = new RawClient(served.port);
                RawClient third = new RawClient(served.port)) {
            served.frontend.serve(served.cache);
            second.send("GET", "/ping");
            assertThat(second.read().status()).isEqualTo(200);
            // Its second head comes with its first request.
            third.send("GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\nGET");
            assertThat(third.read().status()).isEqualTo(200);
            for (RawClient client : List.of(first, second)) {
                client.send("GET /ping HTTP/1.1\r\nX: ");
                // A byte within every time limit but that.
                var unused = trickle.scheduleAtFixedRate(() -> sendIfOpen(client), 20, 20, TimeUnit.MILLISECONDS);
            }

            assertThat(first.isClosedByServer()).isTrue();
            assertThat(second.isClosedByServer()).isTrue();
            assertThat(third.isClosedByServer()).isTrue();
        } finally {
            trickle.shutdownNow();
        }
    }

    @Test
    void reply_thatIsNotRead_isCut() throws IOException {
        try (ServedCache served = new ServedCache(SHORT);
                RawClient deaf = RawClient.deaf(served.port)) {
            served.frontend.serve(served.cache, ServedCache.options().build());
            served.source.text("secret_now", "x".repeat(65_536));
            deaf.send("GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200));

            while (openConnections(served) > 1) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(deaf.drain().length).isLessThan(200 * 65_536);
        }
    }

    @Test
    void repliesThatNobodyReads_holdNoMoreThanTheirShare() throws IOException {
        List<RawClient> deaf = new ArrayList<>();
        try (ServedCache served = ServedCache.open()) {
            for (int i = 0; i < 200; i++) {
                served.source.text("deaf" + i, "x".repeat(65_536));
                RawClient client = RawClient.deaf(served.port);
                client.send(("GET /cache/deaf" + i + " HTTP/1.1\r\nHost: localhost\r\n" + ServedCache.TOKEN_HEADER
                                + "\r\n\r\n")
                        .repeat(100));
                deaf.add(client);
            }

            // Each holds less than one reply, and one of them is the least that closes when there is no room.
            int most = UnfinishedRequests.MAX_BYTES / (65_536 - 16_384);
            while (openConnections(served) > most) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(served.get("/cache/deaf199").status()).isEqualTo(200);
        } finally {
            for (RawClient client : deaf) {
                client.close();
            }
        }
    }

    private static int openConnections(ServedCache served) throws IOException {
        Matcher connections = CONNECTIONS.matcher(served.get("/metrics").text());
        assertThat(connections.find()).isTrue();
        return Integer.parseInt(connections.group(1));
    }

    private static void sendIfOpen(RawClient client) {
        try {
            client.send("x");
        } catch (IOException e) {
            // Closed: what the test waits for.
            return;
        }
    }

    @Test
    void pipelinedRequests_beyondAnyBuffer_areAllAnswered() throws IOException {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("secret_now", "hello");
            String request = "GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send(request.repeat(1_000));

            for (int i = 0; i < 1_000; i++) {
                assertThat(client.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void reader_thatDoesNotRead_delaysNobody() throws IOException {
        try (ServedCache served = ServedCache.open();
                RawClient deaf = RawClient.deaf(served.port)) {
            served.source.text("secret_now", "x".repeat(65_536));
            String request = "GET /cache/secret_now HTTP/1.1\r\nHost: localhost\r\n\r\n";
            deaf.send(request.repeat(200));

            for (int i = 0; i < 20; i++) {
                assertThat(RawClient.get(served.port, "/cache/secret_now").body())
                        .hasSize(65_536);
            }
        }
    }
}
