package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpConnectionTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    private FakeExtensionsApi api;
    private final RecordingSocket socket = new RecordingSocket();
    private final FakeClock clock = new FakeClock();

    @BeforeEach
    void start() throws Exception {
        api = new FakeExtensionsApi();
        socket.connect(new InetSocketAddress("127.0.0.1", api.port()));
    }

    @AfterEach
    void stop() throws Exception {
        socket.close();
        api.close();
    }

    @Test
    void exchange_withoutLimitAfterOneWithLimit_clearsTheSocketsTimeout() throws Exception {
        api.scriptBytes("/a", OK).scriptBytes("/b", OK);
        try (HttpConnection connection = new HttpConnection(socket, clock)) {
            connection.exchange(get("/a"), 10_000);
            connection.exchange(get("/b"), HttpConnection.NO_LIMIT);
        }
        // 0 is java.net.Socket's word for "for ever".
        assertThat(socket.timeouts).containsExactly(10_000, 0);
        assertThat(api.connectionCount()).isEqualTo(1);
    }

    @Test
    void exchange_silentServer_endsAtTheLimit() throws Exception {
        api.script("/a", (request, server) -> {});
        try (HttpConnection connection = new HttpConnection(socket, clock)) {
            assertThatThrownBy(() -> connection.exchange(get("/a"), 50))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no whole reply within 50 ms");
        }
        assertThat(socket.timeouts).containsExactly(50);
    }

    @Test
    void exchange_endlessReplyOfASlowServer_endsAtTheLimitOfTheWhole() throws Exception {
        api.script("/a", (request, server) -> {
            FakeExtensionsApi.send(server, "HTTP/1.1 200 OK\r\nX-Endless: ");
            while (!server.isClosed()) {
                FakeExtensionsApi.send(server, "xxxx");
            }
        });
        // Each look at this clock finds 400 ms gone.
        InstantSource stepping = new InstantSource() {
            private Instant now = Instant.EPOCH;

            @Override
            public Instant instant() {
                now = now.plusMillis(400);
                return now;
            }
        };
        try (HttpConnection connection = new HttpConnection(socket, stepping)) {
            assertThatThrownBy(() -> connection.exchange(get("/a"), 1000))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no whole reply within 1000 ms");
        }
        assertThat(socket.timeouts).containsExactly(600, 200);
    }

    @Test
    void exchange_clockSetBack_doesNotLengthenTheWait() throws Exception {
        api.script("/a", (request, server) -> {
            clock.advance(Duration.ofHours(-1));
            FakeExtensionsApi.send(server, OK.substring(0, 20));
        });
        try (HttpConnection connection = new HttpConnection(socket, clock)) {
            assertThatThrownBy(() -> connection.exchange(get("/a"), 50)).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(socket.timeouts).containsOnly(50);
    }

    @Test
    void new_anySocket_sendsWithoutDelay() throws Exception {
        assertThat(socket.getTcpNoDelay()).isFalse();
        HttpConnection connection = new HttpConnection(socket, clock);
        assertThat(socket.getTcpNoDelay()).isTrue();
        connection.close();
        assertThat(socket.isClosed()).isTrue();
    }

    private static byte[] get(String path) {
        return new HttpRequest("GET", path, new RuntimeApiAddress("h", 1)).withoutBody();
    }

    private static final class RecordingSocket extends Socket {
        final List<Integer> timeouts = new CopyOnWriteArrayList<>();

        RecordingSocket() {
            super(Proxy.NO_PROXY);
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            timeouts.add(millis);
            super.setSoTimeout(millis);
        }
    }
}
