package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has been answered takes no more memory: a timer that was set for it would hold all of it until it is over. */
@Timeout(120)
class AnsweredRequestsTest {
    private static final int CONNECTIONS = 5_000;
    private static final int REQUESTS = 8_000;
    private static final int PIPELINED = 100;
    private static final int MOST_OPEN = 500;

    private Process server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ProcessBuilder(Jvm.command(
                        "-Xmx16m", "-XX:+ExitOnOutOfMemoryError", SmallServer.class.getName(), "1", "1", "50"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        port = Integer.parseInt(server.inputReader().readLine());
    }

    @AfterEach
    void stop() {
        server.destroyForcibly();
    }

    /** The server closes them in favour of later ones. Of two {@code Host} lines the server library complains by itself. */
    @ParameterizedTest
    @CsvSource({"X: x, 200", "Host: evil, 400"})
    void lastRequests_onConnectionsThatTheirReadersLeaveOpen(String header, int status) throws IOException {
        Queue<RawClient> left = new ArrayDeque<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawClient client = new RawClient(port);
                client.send("GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(status);
                left.add(client);
                if (left.size() > MOST_OPEN) {
                    left.remove().close();
                }
            }
        } finally {
            for (RawClient client : left) {
                client.close();
            }
        }

        assertAlive();
    }

    @Test
    void environments() throws IOException {
        try (RawClient client = new RawClient(port)) {
            String request = "GET /environment HTTP/1.1\r\nHost: localhost\r\n" + ServedCache.TOKEN_HEADER + "\r\n\r\n";
            for (int i = 0; i < REQUESTS; i += PIPELINED) {
                client.send(request.repeat(PIPELINED));
                for (int reply = 0; reply < PIPELINED; reply++) {
                    assertThat(client.read().text()).isEqualTo("A=value\0");
                }
            }
        }

        assertAlive();
    }

    private void assertAlive() throws IOException {
        assertThat(RawClient.get(port, "/ping").text()).isEqualTo("healthy");
        assertThat(server.isAlive()).isTrue();
    }
}
