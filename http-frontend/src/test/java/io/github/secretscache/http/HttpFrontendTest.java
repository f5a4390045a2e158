package io.github.secretscache.http;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpFrontendTest {
    private static boolean hasIpv6Loopback() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket busy(String address) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }

    @Test
    void start_freePort_listensOnEveryLoopbackAddressThereIs() throws IOException {
        try (HttpFrontend frontend = HttpFrontend.builder().port(0).start()) {
            int port = frontend.ports().get(0);

            for (String address : hasIpv6Loopback() ? new String[] {"127.0.0.1", "::1"} : new String[] {"127.0.0.1"}) {
                try (RawClient client = new RawClient(address, port)) {
                    client.send("GET", "/ping");
                    assertThat(client.read().text()).isEqualTo("not ready");
                }
            }
            assertThat(frontend.busyPorts()).isEmpty();
        }
    }

    @Test
    void start_busyRequiredPort_failsAndReleasesTheOthers() throws IOException {
        int other = freePort();
        try (ServerSocket busy = busy("127.0.0.1")) {
            HttpFrontend.Builder builder = HttpFrontend.builder().port(other).port(busy.getLocalPort());

            assertThatThrownBy(builder::start)
                    .isInstanceOfSatisfying(
                            PortUnavailableException.class,
                            e -> assertThat(e.port()).isEqualTo(busy.getLocalPort()))
                    .hasMessageContaining("port " + busy.getLocalPort())
                    .hasMessageContaining("SECRETS_CACHE_PORT");
        }
        try (HttpFrontend frontend = HttpFrontend.builder().port(other).start()) {
            assertThat(frontend.ports()).containsExactly(other);
        }
    }

    /** As after a restart, while the process before is on its way out. */
    @Test
    void start_portThatIsBusyForAMoment_isHad() throws IOException {
        try (ServerSocket busy = busy("127.0.0.1");
                HttpFrontend frontend = startWhileClosingLater(busy)) {
            assertThat(frontend.ports()).containsExactly(busy.getLocalPort());
        }
    }

    private static HttpFrontend startWhileClosingLater(ServerSocket busy) {
        CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS, task -> new Thread(task).start())
                .execute(() -> {
                    try {
                        busy.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return HttpFrontend.builder().port(busy.getLocalPort()).start();
    }

    @Test
    void ping_isHealthyOnlyWhileReadsAreAnswered() throws IOException {
        try (ServedCache served = new ServedCache()) {
            RawClient.Reply before = RawClient.get(served.port, "/ping");
            assertThat(before.status()).isEqualTo(503);
            assertThat(before.text()).isEqualTo("not ready");
            assertThat(before.header("Retry-After")).isEqualTo("1");

            served.frontend.serve(served.cache);

            assertThat(RawClient.get(served.port, "/ping").text()).isEqualTo("healthy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void start_busyOptionalPort_goesOnWithoutIt(String address) throws IOException {
        try (ServerSocket busy = busy(hasIpv6Loopback() ? address : "127.0.0.1");
                HttpFrontend frontend = HttpFrontend.builder()
                        .optionalPort(busy.getLocalPort())
                        .port(0)
                        .start()) {
            assertThat(frontend.busyPorts()).containsExactly(busy.getLocalPort());
            assertThat(frontend.ports()).hasSize(1).doesNotContain(busy.getLocalPort());
        }
    }

    @Test
    void start_afterClose_hasThePortAgain() throws IOException {
        int port = freePort();
        for (int i = 0; i < 3; i++) {
            try (HttpFrontend frontend = HttpFrontend.builder().port(port).start()) {
                assertThat(RawClient.get(port, "/ping").status()).isEqualTo(503);
                assertThat(frontend.ports()).containsExactly(port);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void port_outOfRange_isRefused(int port) {
        assertThatThrownBy(() -> HttpFrontend.builder().port(port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65535, but is " + port);
    }

    @Test
    void builder_contradictions_areRefused() {
        assertThatThrownBy(() -> HttpFrontend.builder().optionalPort(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpFrontend.builder().port(1).optionalPort(1))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> HttpFrontend.builder().start()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void read_beforeServe_waitsForTheCache() throws IOException {
        try (ServedCache served = new ServedCache();
                RawClient early = new RawClient(served.port)) {
            served.source.text("secret_now", "hello");
            early.send("GET", "/cache/secret_now");
            assertThat(RawClient.get(served.port, "/ping").text()).isEqualTo("not ready");

            served.frontend.serve(served.cache);

            assertThat(early.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void close_beforeServe_tellsThoseWhoWait() throws IOException {
        try (ServedCache served = new ServedCache();
                RawClient early = new RawClient(served.port)) {
            early.send("GET", "/cache/secret_now");
            RawClient.get(served.port, "/ping");

            served.frontend.close(Duration.ofSeconds(20));

            Reply reply = early.read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.text()).contains("\"code\":\"shutting-down\"");
        }
    }

    @Test
    void serve_twice_isRefused() {
        try (ServedCache served = ServedCache.open()) {
            assertThatThrownBy(() -> served.frontend.serve(served.cache)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void close_withRequestInFlight_letsItFinish() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port);
                RawClient open = new RawClient(served.port)) {
            served.source.text("slow", "late");
            served.source.fake.gate().close();
            client.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
            served.source.fake.gate().awaitHeld(1);
            open.send("GET", "/ping");
            assertThat(open.read().status()).isEqualTo(200);

            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(() -> served.frontend.close(Duration.ofSeconds(40)), OWN_THREAD);
            awaitRefused(served.port);
            assertThat(closing).isNotDone();
            open.send("GET", "/ping");
            assertThat(open.read().status()).isEqualTo(503);
            served.source.fake.gate().open();

            assertThat(client.read().text()).isEqualTo("late");
            closing.join();
            assertThat(client.isClosedByServer()).isTrue();
            awaitNoThreads();
        }
    }

    @Test
    void close_drainTimeIsUp_cutsTheConnection() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("slow", "late");
            served.source.fake.gate().close();
            client.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
            served.source.fake.gate().awaitHeld(1);

            served.frontend.close(Duration.ofMillis(50));

            assertThat(client.isClosedByServer()).isTrue();
            served.source.fake.gate().open();
        }
    }

    private static void awaitNoThreads() {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(LoopbackServer.NAME))) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitRefused(int port) throws IOException {
        while (true) {
            try (java.net.Socket probe = new java.net.Socket()) {
                probe.connect(new InetSocketAddress("127.0.0.1", port));
            } catch (SocketException e) {
                // Refused, or reset because it was in the queue of the socket that is closed now.
                return;
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = busy("127.0.0.1")) {
            return socket.getLocalPort();
        }
    }
}
