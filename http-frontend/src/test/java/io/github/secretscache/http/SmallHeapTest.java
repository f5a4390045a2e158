package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many connections as there may be do not take the memory of a function of 128 MB, whatever each has asked for. */
@Timeout(120)
class SmallHeapTest {
    private static final int CONNECTIONS = 350;
    private static final int LARGE = 65_536;
    private static final int BATCHES = 20;
    private static final int IN_A_BATCH = 19;

    private final List<RawClient> clients = new ArrayList<>();
    private Process server;
    private int port;

    private void start() throws IOException {
        start("-Xmx32m", LARGE);
    }

    private void start(String heap, int bytes) throws IOException {
        server = new ProcessBuilder(Jvm.command(
                        heap,
                        "-XX:+ExitOnOutOfMemoryError",
                        SmallServer.class.getName(),
                        String.valueOf(CONNECTIONS * 20),
                        String.valueOf(bytes)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = server.inputReader();
        port = Integer.parseInt(output.readLine());
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(new RawClient(port));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.destroyForcibly();
    }

    @Test
    void keptConnections_thatHaveReadALargeSecretEach_holdNoneOfThem() throws IOException {
        start();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.get(i).send("GET", "/cache/large" + i, ServedCache.TOKEN_HEADER);
            }
            for (RawClient client : clients) {
                RawClient.Reply reply = client.read();
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).hasSize(LARGE);
            }
        }

        assertAlive();
    }

    /** Its connection is closed after it: the server library keeps what such a head took as long as the connection. */
    @Test
    void longHeads_areAnswered_andHoldNoMemoryAfterwards() throws IOException {
        start();
        String header = "X: " + "x".repeat(60_000);
        for (RawClient client : clients) {
            client.send("GET", "/ping", header);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.isClosedByServer()).isTrue();
        }

        assertAlive();
    }

    @Test
    void headsThatStopInTheMiddle_holdNoMoreThanTheirShare() throws IOException {
        start();
        String begun = "GET /ping HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(50_000);
        for (RawClient client : clients) {
            try {
                client.send(begun);
            } catch (IOException e) {
                // Closed, for another one's sake.
                continue;
            }
        }

        assertAlive();
    }

    /** Each has one id that is not answered in time; until then it holds nothing of the others. */
    @Test
    void batchesOfLargeSecrets_holdNoMoreThanTheRoomForThem() throws IOException {
        start();
        for (int i = 0; i < BATCHES; i++) {
            clients.get(i).send(batch(i));
        }
        for (int i = 0; i < BATCHES; i++) {
            RawClient.Reply reply = clients.get(i).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("\"SecretId\":\"never\"").hasSizeGreaterThan(IN_A_BATCH * LARGE);
        }

        assertAlive();
    }

    /**
     * A read that waits takes memory too, and so does its error; each of these requests has twenty of them. They wait because
     * large values come in by a quarter of the heap a second, so with larger ones this would take longer and show no more.
     */
    @Test
    void batchesOfLargeSecrets_onAllConnections_leaveMemoryForOthers() throws IOException {
        start("-Xmx24m", LARGE / 4);
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.get(i).send(batch(IntStream.range(i * 20, (i + 1) * 20).mapToObj(id -> "large" + id)));
        }
        for (RawClient client : clients) {
            assertThat(client.read().status()).isIn(200, 503);
        }

        assertAlive();
    }

    private static String batch(int number) {
        return batch(Stream.concat(
                Stream.of("never"),
                IntStream.range(number * IN_A_BATCH, (number + 1) * IN_A_BATCH).mapToObj(id -> "large" + id)));
    }

    private static String batch(Stream<String> ids) {
        String body = ids.map(id -> '"' + id + '"').collect(Collectors.joining(",", "{\"SecretIdList\":[", "]}"));
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: secretsmanager.BatchGetSecretValue\r\n"
                + ServedCache.TOKEN_HEADER + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void assertAlive() throws IOException {
        assertThat(RawClient.get(port, "/ping").text()).isEqualTo("healthy");
        assertThat(server.isAlive()).isTrue();
    }
}
