package io.github.secretscache.extension.api;

import static io.github.secretscache.extension.api.EventType.INVOKE;
import static io.github.secretscache.extension.api.EventType.SHUTDOWN;
import static io.github.secretscache.extension.api.FakeExtensionsApi.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ErrorReportTest {
    private static final String NAME = "secrets-cache";
    private static final String TYPE = "Extension.ConfigInvalid";

    private FakeExtensionsApi api;
    private ExtensionsApiClient client;

    @BeforeEach
    void start() throws IOException {
        api = new FakeExtensionsApi();
        client = api.client();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void initError_afterRegister_sendsTypeAndMessage() {
        String id = register();
        client.initError(TYPE, "line 3: \"ttl\" is\n<bad> \\ é");

        FakeRequest request = api.requests(FakeExtensionsApi.INIT_ERROR).get(0);
        assertThat(request.head().lines())
                .containsExactly(
                        "POST /2020-01-01/extension/init/error HTTP/1.1",
                        "Host: " + api.address(),
                        "Lambda-Extension-Identifier: " + id,
                        "Lambda-Extension-Function-Error-Type: " + TYPE,
                        "Content-Type: application/json",
                        "Content-Length: 108",
                        "");
        assertThat(request.body())
                .isEqualTo("{\"errorMessage\":\"line 3: \\\"ttl\\\" is\\u000a<bad> \\\\ é\",\"errorType\":\"" + TYPE
                        + "\",\"stackTrace\":[]}");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.INIT_ERROR);
    }

    @Test
    void initError_twice_isAccepted() {
        register();
        client.initError(TYPE, "first");
        client.initError(TYPE, "second");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.INIT_ERROR);
    }

    @Test
    void initError_afterTheFirstNext_isRefusedWithTheState() {
        register();
        api.core.invoke("r", 1);
        client.next();
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> client.initError(TYPE, "late"))
                .withMessageStartingWith(
                        "init/error was refused: HTTP 403 Extension.InvalidExtensionState: State transition"
                                + " from Running to InitError failed")
                .withMessageContaining("init/error only before the first next");
    }

    @Test
    void exitError_whileRegistered_isAccepted() {
        register();
        client.exitError(TYPE, "m");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.EXIT_ERROR);
    }

    @Test
    void exitError_whileRunning_isAcceptedAndNoNextFollows() {
        register();
        api.core.invoke("r", 1);
        client.next();
        client.exitError(TYPE, "m");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.EXIT_ERROR);
        assertThatThrownBy(client::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an error was reported");
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
    }

    @Test
    void exitError_whileAnotherThreadsNextIsParked_isAccepted() throws Exception {
        register();
        CompletableFuture<ExtensionEvent> event = CompletableFuture.supplyAsync(client::next, OWN_THREAD);
        api.awaitParked(NAME);
        client.exitError(TYPE, "the scheduler died");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.EXIT_ERROR);
        assertThatThrownBy(event::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("Concurrent state modification");
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void exitError_whileParkedNextStillGetsAnEvent_endsTheNextsAllTheSame() throws Exception {
        register();
        api.scriptBytes(FakeExtensionsApi.EXIT_ERROR, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        CompletableFuture<ExtensionEvent> event = CompletableFuture.supplyAsync(client::next, OWN_THREAD);
        api.awaitParked(NAME);
        client.exitError(TYPE, "m");
        api.core.invoke("r", 1);
        assertThat(event.get()).isInstanceOf(ExtensionEvent.Invoke.class);
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void exitError_afterInitError_isRefusedAndNamesTheState() {
        register();
        client.initError(TYPE, "m");
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(() -> client.exitError(TYPE, "m"))
                .withMessageContaining("from InitError to Exited failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 299})
    void report_any2xxWithAnyBody_isSuccess(int status) {
        register();
        for (String path : new String[] {FakeExtensionsApi.INIT_ERROR, FakeExtensionsApi.EXIT_ERROR}) {
            String body = status == 204 ? "" : "not JSON";
            api.scriptBytes(path, "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }
        client.initError(TYPE, "m");
        client.exitError(TYPE, "m");
        assertThat(api.requests(FakeExtensionsApi.INIT_ERROR)).hasSize(1);
        assertThat(api.requests(FakeExtensionsApi.EXIT_ERROR)).hasSize(1);
    }

    @Test
    void report_silentServer_endsAtTheLimit() {
        api.script(FakeExtensionsApi.EXIT_ERROR, (request, connection) -> {});
        client = ExtensionsApiClient.create(
                api.address(), new ApiTimeouts(10_000, 10_000, 50, 1), InstantSource.system());
        register();
        assertThatThrownBy(() -> client.exitError(TYPE, "m"))
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("exit/error failed")
                .hasMessageContaining("no whole reply within 50 ms");
    }

    @Test
    void report_cutConnection_isNotSentAgain() {
        api.script(FakeExtensionsApi.INIT_ERROR, (request, connection) -> connection.close());
        register();
        assertThatThrownBy(() -> client.initError(TYPE, "m")).isInstanceOf(ExtensionsApiException.class);
        assertThat(api.requests(FakeExtensionsApi.INIT_ERROR)).hasSize(1);
    }

    @Test
    void report_beforeRegister_isRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> client.initError(TYPE, "m"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("init/error: the extension has not registered");
        assertThatThrownBy(() -> client.exitError(TYPE, "m")).isInstanceOf(IllegalStateException.class);
        assertThat(api.connectionCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Extension Bad", "Extension.A\r\nX-Injected: 1", "Extension.É", "Extension.\0", "a/b", "a\"b"
            })
    void report_errorTypeThatIsNone_isRefusedBeforeAnythingIsSent(String errorType) {
        register();
        assertThatThrownBy(() -> client.exitError(errorType, "m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("errorType must be 1 to 128 ")
                .hasMessageNotContainingAny("\r", "\n", "\0");
        assertThat(api.connectionCount()).isEqualTo(1);
    }

    @Test
    void report_errorTypeOfTheGreatestLength_isSentAndNoLongerOne() {
        register();
        client.exitError("x".repeat(128), "m");
        assertThatThrownBy(() -> client.exitError("x".repeat(129), "m")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void report_hostileMessage_staysOneJsonString() throws Exception {
        register();
        String message = "\r\n\r\nPOST / HTTP/1.1\r\nX: \"},{\"\0\u001b\uD83D \uD83D\uDE00\u2028</script>";
        client.exitError(TYPE, message);
        JsonNode body = new ObjectMapper()
                .readTree(api.requests(FakeExtensionsApi.EXIT_ERROR).get(0).body());
        assertThat(body.get("errorMessage").textValue()).isEqualTo(message);
        assertThat(body.get("errorType").textValue()).isEqualTo(TYPE);
        assertThat(body.get("stackTrace")).isEmpty();
    }

    @Test
    void report_hugeMessage_isCut() throws Exception {
        register();
        client.exitError(TYPE, "x".repeat(10_000_000));
        JsonNode body = new ObjectMapper()
                .readTree(api.requests(FakeExtensionsApi.EXIT_ERROR).get(0).body());
        assertThat(body.get("errorMessage").textValue()).isEqualTo("x".repeat(4096));
    }

    private String register() {
        return client.register(NAME, Set.of(INVOKE, SHUTDOWN)).extensionId();
    }
}
