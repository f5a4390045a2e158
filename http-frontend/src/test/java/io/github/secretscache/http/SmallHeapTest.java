package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many connections as there may be do not take the memory of a function of 128 MB, whatever each has asked for. */
@Timeout(120)
class SmallHeapTest {
    private static final int CONNECTIONS = 350;
    private static final int LARGE = 65_536;
    private static final int BATCHES = 60;
    private static final int IN_A_BATCH = 19;

    private final List<RawClient> clients = new ArrayList<>();
    private Process server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ProcessBuilder(Jvm.command(
                        "-Xmx32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        SmallServer.class.getName(),
                        String.valueOf(BATCHES * IN_A_BATCH)))
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

    private static String batch(int number) {
        String ids = IntStream.range(number * IN_A_BATCH, (number + 1) * IN_A_BATCH)
                .mapToObj(id -> "\"large" + id + "\"")
                .collect(Collectors.joining(","));
        String body = "{\"SecretIdList\":[\"never\"," + ids + "]}";
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: secretsmanager.BatchGetSecretValue\r\n"
                + ServedCache.TOKEN_HEADER + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void assertAlive() throws IOException {
        assertThat(RawClient.get(port, "/ping").text()).isEqualTo("healthy");
        assertThat(server.isAlive()).isTrue();
    }
}
