package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.api.InvocationEndpoint;
import io.github.secretscache.locallambda.http.ApiBody;
import io.github.secretscache.locallambda.http.ApiServer;
import io.github.secretscache.locallambda.http.NoReplyException;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.RuntimeCommand;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Invoke operation over HTTP. */
@Timeout(120)
class InvocationEndpointTest {

    @TempDir
    Path root;

    private Stage stage;
    private ApiClient caller;
    private String path;

    @BeforeEach
    void start() {
        stage = Stage.open(root, builder -> builder.functionName("my-function"), "a")
                .initialise("INVOKE");
        URI uri = stage.lambda.invocationUri();
        caller = new ApiClient(uri.getAuthority());
        path = uri.getPath();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private CompletableFuture<ApiClient.Reply> invoke(Map<String, String> headers) {
        return caller.begin("POST", path, "{\"in\":1}", headers);
    }

    @Test
    void invoke_passesTheEventAndWhatIsAroundIt() {
        String trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
        CompletableFuture<ApiClient.Reply> reply = invoke(Map.of(
                "X-Amzn-Trace-Id",
                trace,
                "X-Amz-Tenant-Id",
                "tenant",
                "X-Amz-Client-Context",
                base64("{\"client\":1}")));

        assertThat(stage.invocation().body()).isEqualTo("{\"in\":1}");
        assertThat(stage.invocation().header("Lambda-Runtime-Client-Context")).isEqualTo("{\"client\":1}");
        assertThat(stage.invocation().header("Lambda-Runtime-Trace-Id")).isEqualTo(trace);
        assertThat(stage.invocation().header("Lambda-Runtime-Aws-Tenant-Id")).isEqualTo("tenant");
        assertThat(stage.event("a").body())
                .contains("\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"" + trace + "\"}");
        stage.respond("{\"out\":2}");

        assertThat(ApiClient.finish(reply).status()).isEqualTo(200);
        assertThat(ApiClient.finish(reply).body()).isEqualTo("{\"out\":2}");
        assertThat(ApiClient.finish(reply).header("X-Amz-Executed-Version")).isEqualTo("$LATEST");
        assertThat(ApiClient.finish(reply).header("x-amzn-RequestId")).isEqualTo(stage.requestId());
        assertThat(ApiClient.finish(reply).header("X-Amz-Function-Error")).isEmpty();
        assertThat(ApiClient.finish(reply).header("X-Amz-Log-Result")).isEmpty();
    }

    @Test
    void invoke_thatFails_saysSoInAHeaderAndGivesTheLogWhereAskedFor() {
        CompletableFuture<ApiClient.Reply> reply = invoke(Map.of("X-Amz-Log-Type", "Tail"));
        stage.invocation();
        stage.kill("a");

        assertThat(ApiClient.finish(reply).status()).isEqualTo(200);
        assertThat(ApiClient.finish(reply).header("X-Amz-Function-Error")).isEqualTo("Unhandled");
        assertThat(ApiClient.finish(reply).errorType()).isEqualTo("Extension.Crash");
        String log = new String(
                Base64.getDecoder().decode(ApiClient.finish(reply).header("X-Amz-Log-Result")), StandardCharsets.UTF_8);
        assertThat(log).contains("START RequestId: ", "Error Type: Extension.Crash");
    }

    @Test
    void invoke_asEvent_answersAtOnce() {
        ApiClient.Reply reply = ApiClient.finish(invoke(Map.of("X-Amz-Invocation-Type", "Event")));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(stage.invocation().body()).isEqualTo("{\"in\":1}");
    }

    @Test
    void invoke_asDryRun_invokesNothing() {
        ApiClient.Reply reply = ApiClient.finish(invoke(Map.of("X-Amz-Invocation-Type", "DryRun")));

        assertThat(reply.status()).isEqualTo(204);
        assertThat(stage.parked("a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-function", "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Amy-function"})
    void invoke_underTheFunctionsOwnName_isTheSameFunction(String name) {
        CompletableFuture<ApiClient.Reply> reply =
                caller.begin("POST", path.replace("/function/", "/" + name + "/"), "2", Map.of());
        assertThat(stage.invocation().body()).isEqualTo("2");
        stage.respond("1");

        assertThat(ApiClient.finish(reply).body()).isEqualTo("1");
    }

    @Test
    void invoke_withoutAnEvent_passesAnEmptyObject() {
        CompletableFuture<ApiClient.Reply> reply = caller.begin("POST", path, "", Map.of());
        assertThat(stage.invocation().body()).isEqualTo("{}");
        stage.respond("1");

        assertThat(ApiClient.finish(reply).body()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "hello", "{} {}", "NaN"})
    void invoke_withWhatIsNotJson_isRefusedAsByTheService(String event) {
        ApiClient.Reply reply = caller.call("POST", path, event, Map.of());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("x-amzn-ErrorType")).isEqualTo("InvalidRequestContentException");
        assertThat(reply.body()).contains("Could not parse request body into json: ");
        assertThat(stage.parked("a")).isTrue();
    }

    @Test
    void invoke_thatIsClosedMeanwhile_getsNoReply() {
        CompletableFuture<RuntimeException> thrown = new CompletableFuture<>();
        ApiServer.Handler endpoint = new InvocationEndpoint(
                settings(),
                request -> {
                    throw new IllegalStateException("local-lambda is closed");
                },
                null);
        try (ApiServer server = ApiServer.start("test", 0, request -> {
            try {
                return endpoint.handle(request);
            } catch (RuntimeException e) {
                thrown.complete(e);
                throw e;
            }
        })) {
            var unused = new ApiClient(server.address()).begin("POST", path, "{}", Map.of());

            assertThat(ApiClient.finish(thrown)).isInstanceOf(NoReplyException.class);
        }
    }

    @Test
    void invoke_thatCannotBe_isRefused() {
        assertThat(caller.call("POST", path.replace("/function/", "/other/"), "", Map.of())
                        .header("x-amzn-ErrorType"))
                .isEqualTo("ResourceNotFoundException");
        assertThat(caller.call("POST", "/elsewhere", "", Map.of()).status()).isEqualTo(404);
        assertThat(caller.call("GET", path, "", Map.of()).status()).isEqualTo(405);
        assertThat(caller.call("POST", path, "x".repeat(ApiBody.MAX_BYTES + 1), Map.of())
                        .status())
                .isEqualTo(413);
        assertThat(ApiClient.finish(invoke(Map.of("X-Amz-Client-Context", "%"))).status())
                .isEqualTo(400);
        assertThat(ApiClient.finish(invoke(Map.of("X-Amz-Invocation-Type", "Later")))
                        .status())
                .isEqualTo(400);
    }

    private LambdaSettings settings() {
        Duration any = Duration.ofSeconds(1);
        return new LambdaSettings(
                InstantSource.system(),
                null,
                root,
                new RuntimeCommand(List.of(), "", root, ""),
                Map.of(),
                Map.of(),
                any,
                any,
                any,
                128,
                "my-function",
                "us-east-1",
                LambdaSettings.ON_DEMAND,
                true,
                true,
                null,
                line -> {},
                report -> {});
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
