package io.github.secretscache.client;

import static io.github.secretscache.client.RawServer.CUT;
import static io.github.secretscache.client.RawServer.http;
import static io.github.secretscache.client.RawServer.secret;
import static io.github.secretscache.client.RawServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the server does, a call ends in bounded time with a clear exception, and the next one works. */
@Timeout(60)
class BrokenServerTest {
    private static final String VALUE = "hunter2";

    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RawServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("garbage", text(VALUE + "\r\n\r\n" + VALUE), "an answer that cannot be read"),
                Arguments.of("an impossible status", text("HTTP/1.1 hello\r\n\r\n"), "an answer that cannot be read"),
                Arguments.of(
                        "no length",
                        text("HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\n\r\n" + VALUE),
                        "how long it is"),
                Arguments.of("broken chunks", chunked("zz\r\n" + VALUE), "an answer that cannot be read"),
                Arguments.of("a redirect", http(302, "", "Location: http://127.0.0.1:1/\r\n"), "answered status 302"),
                Arguments.of("a proxy's error", http(500, VALUE), "answered status 500"),
                Arguments.of("another server's 404", http(404, VALUE), "Is another server on this port?"),
                Arguments.of("another server's 200", http(200, VALUE), "answered 200 without a version"),
                Arguments.of("a web page", http(200, VALUE, "Content-Type: text/html\r\n"), "without a version"),
                Arguments.of("an odd status", http(299, VALUE), "answered status 299"),
                Arguments.of("a 304 nobody asked for", text("HTTP/1.1 304 X\r\n\r\n"), "answered status 304"),
                Arguments.of(
                        "not UTF-8",
                        http(200, "\u00ff\u00fe" + VALUE, "Secret-Version-Id: v1\r\n"),
                        "text that is not UTF-8"),
                Arguments.of("far too much", secret("x".repeat(2_000_000)), "longer than 1048576 bytes"),
                Arguments.of(
                        "a broken problem",
                        http(500, "{\"detail\": " + VALUE, "Content-Type: application/problem+json\r\n"),
                        "a description that cannot be read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void get_answerThatIsNone_failsClearlyAndTheNextWorks(String name, RawServer.Reaction answer, String message) {
        server.then(answer, secret("value"));
        SecretsCacheClient client = client();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("\"db\" is not available: " + server.uri() + "/cache/db")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(Traces.of(e)).doesNotContain(VALUE));

        assertThat(client.get("db").asString()).isEqualTo("value");
    }

    /** Newer JDKs read on after it and meet the end of the connection, after which the client tries again. */
    @ParameterizedTest
    @ValueSource(strings = {"103 Early Hints", "101 Switching Protocols"})
    void get_interimAnswerAlone_isNeverTakenForTheValue(String interim) {
        server.then(text("HTTP/1.1 " + interim + "\r\n\r\n"), secret("value"));
        SecretsCacheClient client = client();
        String read;
        try {
            read = client.get("db").asString();
        } catch (SecretsCacheUnavailableException e) {
            assertThat(e).hasMessageContaining("\"db\" is not available: " + server.uri() + "/cache/db");
            read = client.get("db").asString();
        }

        assertThat(read).isEqualTo("value");
    }

    @Test
    void get_connectionCutAtFirst_isTriedAgainWithinTheCall() {
        server.then(CUT, CUT, CUT, secret("value"));

        assertThat(client().get("db").asString()).isEqualTo("value");
    }

    static Stream<Arguments> brokenOff() {
        String head = "HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\n";
        return Stream.of(
                Arguments.of("no body", text(head + "Content-Length: 100\r\n\r\n")),
                Arguments.of("half a body", text(head + "Content-Length: 100\r\n\r\n" + VALUE)),
                Arguments.of("half an error", text("HTTP/1.1 503 X\r\nContent-Length: 100\r\n\r\n" + VALUE)),
                Arguments.of("half a chunk", chunked("64\r\n" + VALUE)),
                Arguments.of("a missing last chunk", chunked("7\r\n" + VALUE + "\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenOff")
    void get_answerThatBreaksOff_isTriedAgainAndNeverTakenForTheWhole(String name, RawServer.Reaction half) {
        server.then(half, half, secret("value"));

        assertThat(client().get("db").asString()).isEqualTo("value");
    }

    private SecretsCacheClient clientThatNeedNotPause() {
        FakeClock clock = new FakeClock();
        return SecretsCacheClient.builder()
                .endpoint(server.uri())
                .clock(clock)
                .pause(clock::advance)
                .build();
    }

    @Test
    void get_answerThatBreaksOffAgainAndAgain_saysSo() {
        server.then(text("HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\nContent-Length: 100\r\n\r\n" + VALUE));
        SecretsCacheClient client = clientThatNeedNotPause();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("cut the connection (the answer broke off after 7 bytes)");
    }

    @Test
    void get_connectionCutAgainAndAgain_endsWithTheCallsTime() {
        server.then(CUT);
        SecretsCacheClient client = clientThatNeedNotPause();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("cut the connection");
        // 20, 40, 80, 160, 320 and then 500 ms of pause fit into 6 s 15 times; the JDK itself asks twice each time.
        assertThat(server.requests()).isBetween(16, 34);
    }

    @Test
    void get_bodyLongerThanItsLength_isCutToItAndTheNextWorks() {
        server.then(
                text(
                        "HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\nContent-Length: 5\r\n\r\nvalueHTTP/1.1 500 NO\r\n\r\n"),
                secret("value"));
        SecretsCacheClient client = client();

        assertThat(client.get("db").asString()).isEqualTo("value");
        assertThat(client.get("db").asString()).isEqualTo("value");
    }

    @Test
    void get_serverThatHangs_endsWithTheReadTimeoutAndTheNextWorks() {
        server.then(server.hang(), secret("value"));
        SecretsCacheClient client = SecretsCacheClient.builder()
                .endpoint(server.uri())
                .readTimeout(Duration.ofMillis(200))
                .build();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("gave no whole answer in time")
                .withMessageContaining("callTimeout");
        assertThat(client.get("db").asString()).isEqualTo("value");
    }

    @Test
    void get_serverThatDripsTheBody_endsWithTheCallsTime() {
        FakeClock clock = new FakeClock();
        server.then(out -> {
            out.write("HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\nContent-Length: 100\r\n\r\n".getBytes());
            for (int i = 0; i < 99; i++) {
                clock.advance(Duration.ofSeconds(1));
                out.write('x');
                out.flush();
            }
            server.hang().answer(out);
        });
        SecretsCacheClient client =
                SecretsCacheClient.builder().endpoint(server.uri()).clock(clock).build();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("gave no whole answer in time");
    }

    @Test
    void get_interruptedThread_doesNotTryAgainAndKeepsTheFlag() {
        server.then(CUT);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client().get("db")).isInstanceOf(SecretsCacheUnavailableException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void get_continueBeforeTheAnswer_isSkipped() {
        server.then(text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\nContent-Length: 5"
                + "\r\n\r\nvalue"));

        assertThat(client().get("db").asString()).isEqualTo("value");
    }

    @Test
    void get_serverStartedAgain_isReadOnANewConnection() {
        SecretsCacheClient client;
        try (StubFrontend first = new StubFrontend()) {
            first.answer("/cache/db", StubFrontend.secret("v1", "one"));
            client = first.client().nearCacheSize(0).build();
            assertThat(client.get("db").asString()).isEqualTo("one");
            first.restart();

            assertThat(client.get("db").asString()).isEqualTo("one");
        }
    }

    @Test
    void get_proxiesOfTheProgram_areNotAsked() {
        server.then(secret("value"));
        Map<String, String> proxies = Map.of(
                "http.proxyHost",
                "127.0.0.1",
                "http.proxyPort",
                "1",
                "http.nonProxyHosts",
                "",
                "socksProxyHost",
                "127.0.0.1",
                "socksProxyPort",
                "1",
                "socksNonProxyHosts",
                "");
        proxies.forEach(System::setProperty);
        try {
            assertThat(client().get("db").asString()).isEqualTo("value");
        } finally {
            proxies.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void get_anotherServerAsksForAPassword_getsNone() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.add(getRequestingPrompt());
                return new PasswordAuthentication("anika", VALUE.toCharArray());
            }
        });
        try {
            server.then(http(401, "", "WWW-Authenticate: Basic realm=\"mine\"\r\n"));

            assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                    .isThrownBy(() -> client().get("db"))
                    .withMessageContaining("answered status 401");
        } finally {
            Authenticator.setDefault(null);
        }
        assertThat(asked).isEmpty();
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "no virtual threads")
    void get_virtualThreadInterruptedMeanwhile_saysSoAndKeepsTheFlag() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer.Reaction hang = server.hang();
        server.then(out -> {
            asked.countDown();
            hang.answer(out);
        });
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread reader = (Thread) Thread.class
                .getMethod("startVirtualThread", Runnable.class)
                .invoke(null, (Runnable) () -> {
                    Throwable thrown = catchThrowable(() -> client().get("db"));
                    outcome.complete(
                            thrown.getMessage() + ", " + Thread.currentThread().isInterrupted());
                });
        asked.await();
        reader.interrupt();

        assertThat(outcome.get())
                .contains("\"db\" is not available: the thread was interrupted while it waited")
                .endsWith(", true");
    }

    private SecretsCacheClient client() {
        return SecretsCacheClient.builder().endpoint(server.uri()).build();
    }

    private static RawServer.Reaction chunked(String body) {
        return text("HTTP/1.1 200 OK\r\nSecret-Version-Id: v1\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }
}
