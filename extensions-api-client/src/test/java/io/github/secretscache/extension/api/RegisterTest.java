package io.github.secretscache.extension.api;

import static io.github.secretscache.extension.api.EventType.INVOKE;
import static io.github.secretscache.extension.api.EventType.SHUTDOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RegisterTest {
    private static final Set<EventType> BOTH = EnumSet.of(SHUTDOWN, INVOKE);
    private static final String ID = "b5f6a1a4-0000-4000-8000-000000000001";
    private static final String BODY = "{\"functionName\":\"f\",\"functionVersion\":\"7\",\"handler\":\"h\"}";

    private FakeExtensionsApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeExtensionsApi();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void register_bothEvents_sendsWhatTheApiAsksForAndReturnsItsAnswer() {
        api.core.accountId = "123456789012";
        Registration registration = api.client().register("secrets-cache", BOTH);

        assertThat(registration.extensionId())
                .isEqualTo(UUID.fromString(registration.extensionId()).toString());
        assertThat(registration)
                .isEqualTo(new Registration(
                        registration.extensionId(), "test_function", "$LATEST", "index.handler", "123456789012"));
        FakeRequest request = api.requests(FakeExtensionsApi.REGISTER).get(0);
        assertThat(request.head().lines())
                .containsExactly(
                        "POST /2020-01-01/extension/register HTTP/1.1",
                        "Host: " + api.address(),
                        "Lambda-Extension-Name: secrets-cache",
                        "Lambda-Extension-Accept-Feature: accountId",
                        "Content-Type: application/json",
                        "Content-Length: 32",
                        "");
        assertThat(request.body()).isEqualTo("{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {"'', []", "INVOKE, '[\"INVOKE\"]'", "SHUTDOWN, '[\"SHUTDOWN\"]'"})
    void register_fewerEvents_asksForThoseAlone(String event, String json) {
        api.client().register("secrets-cache", event.isEmpty() ? Set.of() : Set.of(EventType.valueOf(event)));
        assertThat(api.requests(FakeExtensionsApi.REGISTER).get(0).body()).isEqualTo("{\"events\":" + json + "}");
    }

    @Test
    void register_platformWithoutAccount_leavesItNull() {
        assertThat(api.client().register("secrets-cache", BOTH).accountId()).isNull();
    }

    @Test
    void register_emptyHandler_isFine() {
        api.core.handler = "";
        assertThat(api.client().register("secrets-cache", BOTH).handler()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void register_any2xxUnknownKeysOddContentType_isSuccess(int status) {
        String body = "{\"configuration\":{},\"new\":[1],\"accountId\":7,\"functionName\":\"\\u003cf\\u003e\","
                + "\"functionVersion\":\"7\",\"handler\":\"\\u00e9\"}";
        api.scriptBytes(
                FakeExtensionsApi.REGISTER,
                "HTTP/1.1 " + status + " OK\r\nContent-Type: text/html\r\nlambda-extension-IDENTIFIER: " + ID
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                        + "\r\n0\r\n\r\n");
        assertThat(api.client().register("secrets-cache", BOTH)).isEqualTo(new Registration(ID, "<f>", "7", "é", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.sh", "other.sh.bak", "Secrets-Cache", "naïve ext"})
    void register_anyFileName_arrivesAsItIs(String name) {
        try {
            api.client().register(name, Set.of(INVOKE));
        } finally {
            assertThat(api.requests(FakeExtensionsApi.REGISTER).get(0).header("lambda-extension-name"))
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "/opt/extensions/secrets-cache", "a\r\nX-Injected: 1", "a\n", "a\0", "a "})
    void register_nameThatIsNoFileName_isRefusedBeforeAnythingIsSent(String name) {
        assertThatThrownBy(() -> api.client().register(name, BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ame must ")
                .hasMessageNotContainingAny("\r", "\n", "\0");
        assertThat(api.connectionCount()).isZero();
    }

    @Test
    void register_wrongName_saysCauseAndFix() {
        assertRefused(api.client(), "secrets-cache.sh", BOTH, "Extension.InvalidEventType")
                .hasMessage(
                        "register of \"secrets-cache.sh\" was refused: HTTP 403 Extension.InvalidEventType: SHUTDOWN:"
                                + " ShutdownEventNotSupportedForInternalExtension. The name is not that of a file in"
                                + " /opt/extensions that Lambda started, so Lambda takes the caller for an internal extension."
                                + " Register with the exact file name: same letter case, same suffix");
    }

    @Test
    void register_refused_mayBeCorrectedAndTriedAgain() {
        ExtensionsApiClient client = api.client();
        assertRefused(client, "wrong", BOTH, "Extension.InvalidEventType");
        assertThat(client.register("secrets-cache", BOTH).functionName()).isEqualTo("test_function");
    }

    @Test
    void register_invokeOnManagedInstances_saysWhatToDo() {
        api.core.managedInstances = true;
        assertRefused(api.client(), "secrets-cache", BOTH, "Extension.InvalidEventType")
                .hasMessageContaining("INVOKE: ErrorInvalidEventType")
                .hasMessageContaining("register for SHUTDOWN alone");
    }

    @Test
    void register_secondProcess_isRefusedWithTheState() {
        api.client().register("secrets-cache", BOTH);
        assertRefused(api.client(), "secrets-cache", BOTH, "Extension.InvalidExtensionState")
                .hasMessageContaining("from Registered to Registered failed")
                .hasMessageContaining("register comes once");
    }

    @Test
    void register_afterInit_isRefused() {
        api.core.initOver = true;
        assertRefused(api.client(), "unknown", Set.of(INVOKE), "Extension.RegistrationClosed")
                .hasMessageContaining("Init is over");
    }

    @Test
    void register_eleventhExtension_isRefused() {
        for (int i = 0; i < 10; i++) {
            api.client().register("internal-" + i, Set.of(INVOKE));
        }
        assertRefused(api.client(), "internal-10", Set.of(INVOKE), "Extension.TooManyExtensions");
        assertRefused(api.client(), "internal-9", Set.of(INVOKE), "Extension.InvalidExtensionState")
                .hasMessageContaining("already registered");
    }

    @Test
    void register_twiceByOneClient_isRefusedBeforeAnythingIsSent() {
        ExtensionsApiClient client = api.client();
        client.register("secrets-cache", BOTH);
        assertThatThrownBy(() -> client.register("secrets-cache", BOTH)).isInstanceOf(IllegalStateException.class);
        assertThat(api.requests(FakeExtensionsApi.REGISTER)).hasSize(1);
    }

    @Test
    void register_serverThatIsNotTheApi_saysSo() {
        api.script(
                FakeExtensionsApi.REGISTER,
                (request, connection) ->
                        connection.getOutputStream().write(new FakeReply(404, "404 page not found\n").bytes()));
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> api.client().register("secrets-cache", BOTH))
                .withMessageContaining("HTTP 404: 404 page not found. No Extensions API is there")
                .satisfies(e -> assertThat(e.status()).isEqualTo(404))
                .satisfies(e -> assertThat(e.errorType()).isNull());
    }

    @Test
    void register_refusalThatWouldForgeLogLines_isMadeHarmless() {
        api.script(
                FakeExtensionsApi.REGISTER,
                (request, connection) -> connection
                        .getOutputStream()
                        .write(FakeCore.refused(
                                        "A\\nB", "line\r\n2026-01-01 ERROR forged \u001b[31m" + "x".repeat(5000))
                                .bytes()));
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> api.client().register("secrets-cache", BOTH))
                .satisfies(e -> assertThat(e.errorType()).isEqualTo("A?B"))
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain("\r", "\n", "\u001b")
                        .hasSizeLessThan(1000));
    }

    @ParameterizedTest
    @CsvSource({"functionName", "functionVersion", "handler"})
    void register_replyWithoutAKey_namesItAndCanStillBeReported(String key) {
        api.scriptBytes(FakeExtensionsApi.REGISTER, registered(BODY.replace("\"" + key + "\"", "\"other\"")));
        api.scriptBytes(FakeExtensionsApi.INIT_ERROR, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        ExtensionsApiClient client = api.client();
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> client.register("secrets-cache", BOTH))
                .withMessageContaining("\"" + key + "\" is missing")
                .satisfies(e -> assertThat(e.status()).isEqualTo(200));

        client.initError("Extension.BadReply", "no " + key);
        assertThat(api.requests(FakeExtensionsApi.INIT_ERROR).get(0).header("lambda-extension-identifier"))
                .isEqualTo(ID);
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 2~~{} | header Lambda-Extension-Identifier is missing",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier:~Content-Length: 2~~{} | Lambda-Extension-Identifier is",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier: a b~Content-Length: 2~~{} | is \"a b\"",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier: é~Content-Length: 2~~{} | Lambda-Extension-Identifier is",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier: a~Content-Length: 2~~[] | not an object",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier: a~Content-Length: 3~~{'} | not JSON",
                "HTTP/1.1 200 OK~Lambda-Extension-Identifier: a~Content-Length: 0~~ | not JSON",
                "HTTP/1.1 200 OK~Content-Length: 999999999~~ | a body of more than 262144 bytes",
                "HTTP/1.1 500 Internal Server Error~Content-Length: 0~~ | was refused: HTTP 500",
                "HTTP/1.1 302 Found~Location: http://elsewhere/~Content-Length: 0~~ | was refused: HTTP 302",
                "SSH-2.0-OpenSSH~ | not an HTTP/1 reply",
            })
    void register_uselessReply_isExplained(String reply, String message) {
        api.scriptBytes(FakeExtensionsApi.REGISTER, reply.replace("~", "\r\n"));
        assertThatThrownBy(() -> api.client().register("secrets-cache", BOTH))
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageStartingWith("register of \"secrets-cache\" ")
                .hasMessageContaining(message);
        assertThat(api.connectionCount()).isEqualTo(1);
    }

    @Test
    void register_connectionCut_isNotSentAgain() {
        api.script(FakeExtensionsApi.REGISTER, (request, connection) -> connection.close());
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> api.client().register("secrets-cache", BOTH))
                .withMessageContaining("the connection was closed before a reply came")
                .withMessageContaining("AWS_LAMBDA_RUNTIME_API is " + api.address())
                .withCauseInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.status()).isZero());
        assertThat(api.requests(FakeExtensionsApi.REGISTER)).hasSize(1);
    }

    @Test
    void register_silentServer_endsAtTheLimit() {
        api.script(FakeExtensionsApi.REGISTER, (request, connection) -> {});
        ExtensionsApiClient client =
                ExtensionsApiClient.create(api.address(), new ApiTimeouts(10_000, 50, 1, 1), InstantSource.system());
        assertThatThrownBy(() -> client.register("secrets-cache", BOTH))
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("no whole reply within 50 ms");
    }

    @Test
    void register_nobodyListens_namesTheAddress() throws IOException {
        String address;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + taken.getLocalPort();
        }
        assertThatThrownBy(() -> ExtensionsApiClient.create(address).register("secrets-cache", BOTH))
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("AWS_LAMBDA_RUNTIME_API is " + address)
                .hasMessageContaining("refused");
    }

    @Test
    void register_unknownHost_namesIt() {
        assertThatThrownBy(() ->
                        ExtensionsApiClient.create("no-such-host.invalid:9001").register("secrets-cache", BOTH))
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void register_anotherLoopbackAddress_isReached() throws IOException {
        try (FakeExtensionsApi elsewhere = new FakeExtensionsApi("127.0.0.2")) {
            ExtensionsApiClient client = ExtensionsApiClient.create("127.0.0.2:" + elsewhere.port());
            assertThat(client.register("secrets-cache", BOTH).functionName()).isEqualTo("test_function");
        }
    }

    private static String registered(String body) {
        return "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: " + ID + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            ExtensionsApiClient client, String name, Set<EventType> events, String errorType) {
        ExtensionsApiException refusal =
                catchThrowableOfType(ExtensionsApiException.class, () -> client.register(name, events));
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.errorType()).isEqualTo(errorType);
        return assertThat(refusal);
    }
}
