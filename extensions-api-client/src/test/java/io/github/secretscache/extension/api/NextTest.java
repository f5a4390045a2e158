package io.github.secretscache.extension.api;

import static io.github.secretscache.extension.api.EventType.INVOKE;
import static io.github.secretscache.extension.api.EventType.SHUTDOWN;
import static io.github.secretscache.extension.api.FakeExtensionsApi.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class NextTest {
    private static final String NAME = "secrets-cache";
    private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f";
    private static final long DEADLINE_MS = 1_795_410_973_197L;
    private static final Instant DEADLINE = Instant.parse("2026-11-23T05:16:13.197Z");

    private FakeExtensionsApi api;
    private ExtensionsApiClient client;
    private Registration registration;

    @BeforeEach
    void start() throws IOException {
        api = new FakeExtensionsApi();
        client = api.client();
        registration = client.register(NAME, Set.of(INVOKE, SHUTDOWN));
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void next_invoke_hasEverything() {
        api.core.invoke("8476a536-e9f4-11e8-9739-2dfe598c3fcd", DEADLINE_MS);
        assertThat(client.next())
                .isEqualTo(new ExtensionEvent.Invoke(
                        "8476a536-e9f4-11e8-9739-2dfe598c3fcd", DEADLINE, ARN, "Root=1;Parent=2;Sampled=1"));
        assertThat(api.requests(FakeExtensionsApi.NEXT).get(0).head().lines())
                .containsExactly(
                        "GET /2020-01-01/extension/event/next HTTP/1.1",
                        "Host: " + api.address(),
                        "Lambda-Extension-Identifier: " + registration.extensionId(),
                        "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",\"tracing\":null", ",\"tracing\":{}", ",\"tracing\":\"odd\"", ",\"tracing\":{\"value\":1}"
            })
    void next_invokeWithoutTrace_isFine(String tracing) {
        api.core.emit(
                "{\"eventType\":\"INVOKE\",\"deadlineMs\":1,\"requestId\":\"r\",\"invokedFunctionArn\":\"a\",\"new\":"
                        + "{\"key\":[]}" + tracing + "}");
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Invoke("r", Instant.ofEpochMilli(1), "a", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spindown", "SPINDOWN", "timeout", "Timeout", "FAILURE", "ReleaseFail", "something new", ""})
    void next_shutdownForAnyReason_isReturnedAsSpelt(String reason) {
        api.core.shutdown(reason, DEADLINE_MS);
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Shutdown(reason, DEADLINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"shutdownReason\":null", ",\"shutdownReason\":{\"odd\":1}"})
    void next_shutdownWithoutReason_isStillShutdown(String reason) {
        api.core.emit("{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":" + DEADLINE_MS + reason + "}");
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Shutdown("", DEADLINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESTORE", "invoke", ""})
    void next_unknownEvent_isNamedAndAnotherNextMayFollow(String type) {
        api.core.emit("{\"eventType\":\"" + type + "\"}");
        api.core.invoke("r", 1);
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Unknown(type));
        assertThat(client.next()).isInstanceOf(ExtensionEvent.Invoke.class);
    }

    @Test
    void next_manyInvocations_useOneConnectionAndOneRequestEach() {
        for (int i = 0; i < 50; i++) {
            api.core.invoke("request-" + i, DEADLINE_MS + i);
            assertThat(client.next())
                    .isEqualTo(new ExtensionEvent.Invoke(
                            "request-" + i, DEADLINE.plusMillis(i), ARN, "Root=1;Parent=2;Sampled=1"));
        }
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(50);
        assertThat(api.connectionCount()).isEqualTo(1);
    }

    @Test
    void next_serverThatClosesAfterEachReply_getsAConnectionEach() {
        for (int i = 0; i < 3; i++) {
            api.script(FakeExtensionsApi.NEXT, (request, connection) -> {
                FakeExtensionsApi.send(
                        connection, "HTTP/1.0 200 OK\r\n\r\n{\"eventType\":\"X" + request.connection() + "\"}");
                connection.close();
            });
        }
        // The first still travels on the connection of register.
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Unknown("X1"));
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Unknown("X2"));
        assertThat(client.next()).isEqualTo(new ExtensionEvent.Unknown("X3"));
    }

    @Test
    void next_afterALongWarmUp_doesNotTrustTheIdleConnection() throws IOException {
        FakeClock clock = new FakeClock();
        ExtensionsApiClient slow = ExtensionsApiClient.create(api.address(), ApiTimeouts.DEFAULT, clock);
        slow.register("other.sh", Set.of(SHUTDOWN));
        api.cutConnections(false);
        clock.advance(Duration.ofSeconds(2));
        api.core.invoke("r", 1);
        assertThat(slow.next()).isInstanceOf(ExtensionEvent.Invoke.class);
    }

    @Test
    void next_parkedLongerThanEveryLimitOfTheClient_stillReturnsTheEvent() throws Exception {
        ApiTimeouts short1 = new ApiTimeouts(1_500, 1_500, 1_500, 1_500);
        ExtensionsApiClient patient = ExtensionsApiClient.create(api.address(), short1, InstantSource.system());
        patient.register("other.sh", Set.of(SHUTDOWN));
        CompletableFuture<ExtensionEvent> event = CompletableFuture.supplyAsync(patient::next, OWN_THREAD);
        assertThatThrownBy(() -> event.get(2_500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        api.core.shutdown("spindown", DEADLINE_MS);
        assertThat(event.get()).isEqualTo(new ExtensionEvent.Shutdown("spindown", DEADLINE));
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void next_parkedAndCut_isNeverSentAgain(boolean reset) throws Exception {
        CompletableFuture<ExtensionEvent> event = CompletableFuture.supplyAsync(client::next, OWN_THREAD);
        api.awaitParked(NAME);
        api.cutConnections(reset);

        assertThatThrownBy(event::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageStartingWith("next failed (AWS_LAMBDA_RUNTIME_API is " + api.address() + "): ")
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
        assertThat(api.connectionCount()).isEqualTo(1);

        // What is left to do.
        client.exitError("Extension.ConnectionLost", "next broke");
        assertThat(api.core.state(NAME)).isEqualTo(FakeCore.State.EXIT_ERROR);
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
    }

    @Test
    void next_parkedInOneThread_isRefusedToAnotherBeforeAnythingIsSent() throws Exception {
        CompletableFuture<ExtensionEvent> event = CompletableFuture.supplyAsync(client::next, OWN_THREAD);
        api.awaitParked(NAME);
        assertThatThrownBy(client::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another thread");
        api.core.invoke("r", 1);
        assertThat(event.get()).isInstanceOf(ExtensionEvent.Invoke.class);
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
    }

    @Test
    void next_beforeRegister_isRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> api.client().next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("next: the extension has not registered");
        assertThat(api.requests(FakeExtensionsApi.NEXT)).isEmpty();
    }

    @Test
    void next_afterShutdown_isRefusedBeforeAnythingIsSent() {
        api.core.shutdown("spindown", 1);
        client.next();
        assertThatThrownBy(client::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SHUTDOWN has come");
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
    }

    @Test
    void next_afterAReset_saysThatTheIdIsOld() {
        api.core.reset();
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(client::next)
                .withMessage("next was refused: HTTP 403 Extension.UnknownExtensionIdentifier: Unknown extension "
                        + registration.extensionId()
                        + ". Lambda has initialised the environment again: it does not know this"
                        + " process any more")
                .satisfies(e -> assertThat(e.status()).isEqualTo(403))
                .satisfies(e -> assertThat(e.errorType()).isEqualTo("Extension.UnknownExtensionIdentifier"));
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void next_whileAnotherIsParked_saysSo() {
        api.script(
                FakeExtensionsApi.NEXT,
                (request, connection) -> connection
                        .getOutputStream()
                        .write(FakeCore.refused(
                                        "Extension.InvalidExtensionState",
                                        "State transition from Ready to Ready failed for extension x. Error: State"
                                                + " transition is not allowed")
                                .bytes()));
        assertThatThrownBy(client::next)
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("Another next of this extension is still waiting");
    }

    @Test
    void next_platformInAStateBeyondRepair_carriesStatusAndType() {
        String body = "{\"errorMessage\":\"Internal Server Error\",\"errorType\":\"InternalServerError\"}";
        api.script(
                FakeExtensionsApi.NEXT,
                (request, connection) -> connection.getOutputStream().write(new FakeReply(500, body).bytes()));
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(client::next)
                .withMessage("next was refused: HTTP 500 InternalServerError: Internal Server Error")
                .satisfies(e -> assertThat(e.status()).isEqualTo(500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | \"eventType\" is missing",
                "{\"eventType\":1} | \"eventType\" is not a string",
                "{\"eventType\":\"INVOKE\",\"deadlineMs\":1,\"invokedFunctionArn\":\"a\"} | \"requestId\" is missing",
                "{\"eventType\":\"INVOKE\",\"deadlineMs\":1,\"requestId\":\"r\"} | \"invokedFunctionArn\" is missing",
                "{\"eventType\":\"INVOKE\",\"requestId\":\"r\",\"invokedFunctionArn\":\"a\"} | \"deadlineMs\" is missing",
                "{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"x\"} | \"deadlineMs\" is missing",
                "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":\"soon\"} | \"deadlineMs\" is not an integer",
                "OK | not JSON",
                "{\"errorMessage\":\"Telemetry API is not supported\",\"errorType\":\"Telemetry.NotSupported\"} | \"eventType\"",
            })
    void next_uselessEvent_namesWhatIsWrong(String body, String message) {
        api.script(
                FakeExtensionsApi.NEXT,
                (request, connection) -> connection.getOutputStream().write(new FakeReply(202, body).bytes()));
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(client::next)
                .withMessageStartingWith("next got an unusable reply with HTTP 202: ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.status()).isEqualTo(202));
        assertThatThrownBy(client::next).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"eventType\":",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"",
                "garbage",
            })
    void next_truncatedOrGarbledReply_isFinalAndNotSentAgain(String reply) {
        api.script(FakeExtensionsApi.NEXT, (request, connection) -> {
            FakeExtensionsApi.send(connection, reply);
            connection.close();
        });
        assertThatExceptionOfType(ExtensionsApiException.class)
                .isThrownBy(client::next)
                .satisfies(e -> assertThat(e.status()).isZero());
        assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(1);
        assertThat(api.connectionCount()).isEqualTo(1);
    }

    @Test
    void next_endlessReply_isEndedByTheLimits() {
        api.script(FakeExtensionsApi.NEXT, (request, connection) -> {
            FakeExtensionsApi.send(connection, "HTTP/1.1 200 OK\r\n\r\n");
            while (!connection.isClosed()) {
                FakeExtensionsApi.send(connection, "x".repeat(8192));
            }
        });
        assertThatThrownBy(client::next)
                .isInstanceOf(ExtensionsApiException.class)
                .hasMessageContaining("a body of more than 262144 bytes");
    }
}
