package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LimitsTest {
    private static final ConnectionTimeouts SHORT =
            new ConnectionTimeouts(Duration.ofMillis(300), Duration.ofMillis(300));

    @Test
    void connection_overTheLimit_getsOne429AndIsClosed() throws IOException {
        List<RawClient> open = new ArrayList<>();
        try (ServedCache served =
                ServedCache.open(ServedCache.options().maxConnections(3).build())) {
            served.source.text("secret_now", "hello");
            for (int i = 0; i < 3; i++) {
                RawClient client = new RawClient(served.port);
                client.send("GET", "/cache/secret_now");
                assertThat(client.read().status()).isEqualTo(200);
                open.add(client);
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
            open.get(0).send("GET", "/cache/secret_now");
            assertThat(open.get(0).read().status()).isEqualTo(200);
            open.remove(2).close();
            int status = 429;
            while (status == 429) {
                status = RawClient.get(served.port, "/cache/secret_now").status();
            }
            assertThat(status).isEqualTo(200);
        } finally {
            for (RawClient client : open) {
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
    void connection_idle_isClosed() throws IOException {
        try (ServedCache served = new ServedCache(SHORT);
                RawClient silent = new RawClient(served.port);
                RawClient done = new RawClient(served.port);
                RawClient slow = new RawClient(served.port)) {
            done.send("GET", "/ping");
            assertThat(done.read().status()).isEqualTo(200);
            slow.send("GET /ping HTTP/1.1\r\nHost: loc");

            assertThat(silent.isClosedByServer()).isTrue();
            assertThat(done.isClosedByServer()).isTrue();
            assertThat(slow.isClosedByServer()).isTrue();
        }
    }

    @Test
    void head_thatTricklesIn_isCutAtTheTimeForAllOfIt() throws IOException {
        ConnectionTimeouts impatient = new ConnectionTimeouts(Duration.ofMillis(300), Duration.ofSeconds(60));
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        try (ServedCache served = new ServedCache(impatient);
                RawClient first = new RawClient(served.port);
                RawClient second = new RawClient(served.port)) {
            second.send("GET", "/ping");
            assertThat(second.read().status()).isEqualTo(200);
            for (RawClient client : List.of(first, second)) {
                client.send("GET /ping HTTP/1.1\r\nX: ");
                // A byte within every time limit but that.
                var unused = trickle.scheduleAtFixedRate(() -> sendIfOpen(client), 20, 20, TimeUnit.MILLISECONDS);
            }

            assertThat(first.isClosedByServer()).isTrue();
            assertThat(second.isClosedByServer()).isTrue();
        } finally {
            trickle.shutdownNow();
        }
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
                RawClient deaf = new RawClient(served.port)) {
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
