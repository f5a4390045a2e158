package io.github.secretscache.crt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

@Timeout(60)
class CrtHttpClientTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("the authority of the tests");
    private static final Instant VALID = Instant.now().plus(1, ChronoUnit.DAYS);
    /** So that a busy machine does not bring about the other client. */
    private static final int LONG = 30_000;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger callsOfOther = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpsServer server;
    private CrtHttpClient client;

    @BeforeEach
    void start() throws Exception {
        client = client(LONG, LIMIT);
    }

    @AfterEach
    void stop() {
        client.close();
        threads.shutdownNow();
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void request_arrivesWhole_andItsReplyToo() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        serve("localhost", VALID, exchange -> {
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.getResponseHeaders().add("x-amzn-RequestId", "an-id");
            answer(exchange, 400, "{\"__type\":\"x\"}");
        });

        HttpExecuteResponse reply =
                client.prepareRequest(post("/path?a=b%20c", "the body")).call();

        assertThat(seen).hasValue("POST /path?a=b%20c secretsmanager.GetSecretValue the body");
        assertThat(reply.httpResponse().statusCode()).isEqualTo(400);
        assertThat(reply.httpResponse().firstMatchingHeader("X-Amzn-RequestId")).hasValue("an-id");
        assertThat(text(reply)).isEqualTo("{\"__type\":\"x\"}");
        assertThat(callsOfOther).hasValue(0);
    }

    @Test
    void callsAtOnce_shareConnections_ofWhichNoneIsKept() throws Exception {
        serve("localhost", VALID, exchange -> answer(exchange, 200, text(exchange.getRequestBody())));
        try (TcpProxy proxy = new TcpProxy(server.getAddress().getPort(), 0, threads)) {
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                HttpExecuteRequest request = to("localhost", proxy.port(), "number " + i);
                replies.add(
                        threads.submit(() -> text(client.prepareRequest(request).call())));
            }
            for (int i = 0; i < 40; i++) {
                assertThat(replies.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("number " + i);
            }
            int atOnce = proxy.accepted();

            HttpExecuteRequest later = to("localhost", proxy.port(), "later");
            assertThat(text(client.prepareRequest(later).call())).isEqualTo("later");
            assertThat(proxy.accepted()).isEqualTo(atOnce + 1);
            assertThat(callsOfOther).hasValue(0);
        }
    }

    @Test
    void certificateOfAnotherAuthority_isToldAsSuch() throws Exception {
        serveAs(new TestAuthority("another authority").server("localhost", VALID));

        assertRefused("PKIX path building failed");
    }

    @Test
    void certificateThatHasExpired_isToldAsSuch() throws Exception {
        serve("localhost", Instant.now().minus(1, ChronoUnit.HOURS), exchange -> answer(exchange, 200, ""));

        assertRefused("NotAfter");
    }

    @Test
    void certificateOfAnotherHost_isToldAsSuch() throws Exception {
        serve("example.com", VALID, exchange -> answer(exchange, 200, ""));

        assertRefused("localhost");
    }

    /** As FIPS endpoints of AWS: TLS 1.2, AES-GCM, and a curve of NIST, which the build sets for the JDK's servers. */
    @Test
    void serverWithNothingButFipsAlgorithms_isNativelyCalled() throws Exception {
        SSLContext context = AUTHORITY.server("localhost", VALID);
        SSLParameters old = context.getDefaultSSLParameters();
        old.setProtocols(new String[] {"TLSv1.2"});
        old.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        serve(context, old, exchange -> answer(exchange, 200, "fips"));

        assertThat(System.getProperty("jdk.tls.namedGroups")).isEqualTo("secp256r1");
        assertThat(text(client.prepareRequest(post("/", "")).call())).isEqualTo("fips");
        assertThat(callsOfOther).hasValue(0);
    }

    /** X25519MLKEM768 is 0x11EC; TLS 1.3 is 0x0304, TLS 1.2 0x0303. */
    @Test
    void clientHello_offersPostQuantumKeyExchange_andNothingOlderThanTls12() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<ClientHello> hello = threads.submit(() -> {
                try (Socket first = listening.accept()) {
                    return ClientHello.read(first.getInputStream());
                }
            });
            threads.submit(() -> client.prepareRequest(to("localhost", listening.getLocalPort()))
                    .call());

            ClientHello offered = hello.get(30, TimeUnit.SECONDS);
            assertThat(offered.groups()).contains(0x11EC, 0x001D, 0x0017);
            assertThat(offered.keyShares()).contains(0x11EC);
            assertThat(offered.versions()).containsExactlyInAnyOrder(0x0304, 0x0303);
        }
    }

    @Test
    void nobodyListens_isToldByTheOtherClient() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> client.prepareRequest(to("localhost", port)).call())
                .isInstanceOf(SocketException.class);
        assertThat(callsOfOther).hasValue(1);
    }

    @Test
    void hostWithoutAnAddress_isToldByTheOtherClient() {
        assertThatThrownBy(() ->
                        client.prepareRequest(to("no-such-host.invalid", 443)).call())
                .isInstanceOf(UnknownHostException.class);
    }

    /** Its first connection is one that native TLS gives up on, for the server says nothing. */
    @Test
    void otherClientThatTookOver_keepsTheHostForTenMinutes() throws Exception {
        replaceClient(4_000, LIMIT);
        serve("localhost", VALID, exchange -> answer(exchange, 200, "served"));
        try (TcpProxy proxy = new TcpProxy(server.getAddress().getPort(), 1, threads)) {
            HttpExecuteRequest request = to("localhost", proxy.port());

            assertThat(text(client.prepareRequest(request).call())).isEqualTo("served");
            assertThat(callsOfOther).hasValue(1);
            assertThat(text(client.prepareRequest(request).call())).isEqualTo("served");
            assertThat(callsOfOther).hasValue(2);
            now.set(now.get().plus(10, ChronoUnit.MINUTES));
            assertThat(text(client.prepareRequest(request).call())).isEqualTo("served");
            assertThat(callsOfOther).hasValue(2);
        }
    }

    @Test
    void noReply_endsAtTheLimit() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        serve("localhost", VALID, exchange -> never.join());
        replaceClient(LONG, Duration.ofMillis(300));

        assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("no reply within 300 ms");
        never.complete(null);
    }

    @Test
    void connectionThatBreaksInAReply_isAnError() throws Exception {
        serve("localhost", VALID, exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            server.stop(0);
        });

        assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("the connection broke");
    }

    @Test
    void replyLargerThanAnyOfAws_isAnError() throws Exception {
        byte[] part = new byte[1_048_576];
        serve("localhost", VALID, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 40; i++) {
                exchange.getResponseBody().write(part);
            }
        });

        assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call()).isInstanceOf(SocketException.class);
    }

    @Test
    void interruptedThread_stopsWaiting_andStaysInterrupted() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Thread> calling = new CompletableFuture<>();
        serve("localhost", VALID, exchange -> {
            calling.join().interrupt();
            never.join();
        });
        Future<Boolean> interrupted = threads.submit(() -> {
            calling.complete(Thread.currentThread());
            assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call())
                    .isInstanceOf(InterruptedIOException.class);
            return Thread.currentThread().isInterrupted();
        });

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        never.complete(null);
    }

    @Test
    void plainHttp_isOfTheOtherClient() {
        assertThatThrownBy(() -> client.prepareRequest(HttpExecuteRequest.builder()
                                .request(SdkHttpRequest.builder()
                                        .method(SdkHttpMethod.GET)
                                        .uri(URI.create("http://localhost:1/"))
                                        .build())
                                .build())
                        .call())
                .isInstanceOf(SocketException.class);
        assertThat(callsOfOther).hasValue(1);
    }

    private void assertRefused(String why) throws Exception {
        replaceClient(CrtHttpClient.PATIENCE_MILLIS, LIMIT);
        long before = System.nanoTime();
        assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call())
                .isInstanceOf(SSLHandshakeException.class)
                .hasStackTraceContaining(why);
        // aws-crt holds the reason back for 10 to 30 s; told here within a second on a machine that is not busy.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        // The SDK tries again, and is not held up again.
        assertThatThrownBy(() -> client.prepareRequest(post("/", "")).call()).isInstanceOf(SSLException.class);
        assertThat(callsOfOther).hasValue(2);
    }

    private CrtHttpClient client(int patienceMillis, Duration limit) throws Exception {
        return new CrtHttpClient(
                CrtTls.trusting(AUTHORITY.pem(folder)),
                new CrtHttpClient.Timing(patienceMillis, limit, now::get),
                () -> counted(ofJdk(AUTHORITY)));
    }

    private void replaceClient(int patienceMillis, Duration limit) throws Exception {
        client.close();
        client = client(patienceMillis, limit);
    }

    private SdkHttpClient counted(SdkHttpClient other) {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                callsOfOther.incrementAndGet();
                return other.prepareRequest(request);
            }

            @Override
            public void close() {
                other.close();
            }
        };
    }

    private static SdkHttpClient ofJdk(TestAuthority authority) {
        try {
            KeyStore store = authority.store();
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            TrustManager[] trusted = factory.getTrustManagers();
            return UrlConnectionHttpClient.builder()
                    .tlsTrustManagersProvider(() -> trusted)
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void serve(String name, Instant until, Handler handler) throws Exception {
        SSLContext context = AUTHORITY.server(name, until);
        serve(context, context.getDefaultSSLParameters(), handler);
    }

    private void serveAs(SSLContext context) throws Exception {
        serve(context, context.getDefaultSSLParameters(), exchange -> answer(exchange, 200, ""));
    }

    private void serve(SSLContext context, SSLParameters parameters, Handler handler) throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters params) {
                params.setSSLParameters(parameters);
            }
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private HttpExecuteRequest post(String target, String body) {
        return request(URI.create("https://localhost:" + server.getAddress().getPort() + target), body);
    }

    private static HttpExecuteRequest to(String host, int port) {
        return to(host, port, "{}");
    }

    private static HttpExecuteRequest to(String host, int port, String body) {
        return request(URI.create("https://" + host + ":" + port + "/"), body);
    }

    private static HttpExecuteRequest request(URI uri, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return HttpExecuteRequest.builder()
                .request(SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(uri)
                        .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                        .putHeader("Content-Length", String.valueOf(bytes.length))
                        .build())
                .contentStreamProvider(() -> new ByteArrayInputStream(bytes))
                .build();
    }

    private static String text(HttpExecuteResponse reply) throws IOException {
        try (InputStream body = reply.responseBody().orElseThrow()) {
            return text(body);
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }
}
