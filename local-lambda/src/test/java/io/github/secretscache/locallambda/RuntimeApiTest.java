package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.http.ApiBody;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime may say and when, while one invocation is under way. */
@Timeout(120)
class RuntimeApiTest {

    private static final Map<String, String> NO_HEADERS = Map.of();

    @TempDir
    Path root;

    private Stage stage;
    private CompletableFuture<InvocationResult> result;

    @BeforeEach
    void start() {
        stage = Stage.open(root).initialise();
        result = stage.invoke("{}");
        stage.invocation();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void next_whileRunning_answersTheSameInvocationAtOnce() {
        String id = stage.requestId();

        assertThat(ApiClient.finish(stage.api.runtimeNext()).header(Stage.REQUEST_ID))
                .isEqualTo(id);
    }

    @Test
    void response_underAnotherId_isRefused() {
        ApiClient.Reply reply = stage.api.respond("8476a536-e9f4-11e8-9739-2dfe598c3fcd", "{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorType()).isEqualTo("InvalidRequestID");
        assertThat(result).isNotDone();
    }

    @Test
    void response_underTheIdOfTheLastInvocation_isRefused() {
        String stale = stage.requestId();
        stage.respond("{}");
        stage.runtimeNext();
        stage.invoke("{}");
        assertThat(stage.requestId()).isNotEqualTo(stale);

        assertThat(stage.api.respond(stale, "{}").errorType()).isEqualTo("InvalidRequestID");
    }

    @Test
    void response_orErrorASecondTime_isRefused() {
        stage.respond("{}");

        ApiClient.Reply again = stage.respond("{}");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.errorType()).isEqualTo("InvalidStateTransition");
        assertThat(again.message())
                .isEqualTo("State transition from RuntimeResponseSentState to InvocationResponse failed for runtime."
                        + " Error: State transition is not allowed");
        assertThat(stage.api
                        .runtime("invocation/" + stage.requestId() + "/error", "{}", NO_HEADERS)
                        .errorType())
                .isEqualTo("InvalidStateTransition");
    }

    @Test
    void initError_afterNext_isRefused() {
        assertThat(stage.api.runtime("init/error", "{}", NO_HEADERS).errorType())
                .isEqualTo("InvalidStateTransition");
    }

    @Test
    void error_isGivenToTheCallerAsItIs() {
        ApiClient.Reply reply = stage.api.runtime(
                "invocation/" + stage.requestId() + "/error",
                "{\"errorMessage\":\"no\",\"errorType\":\"E\"}",
                Map.of("Lambda-Runtime-Function-Error-Type", "Runtime.E"));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(ApiClient.finish(result).functionError()).isEqualTo("Unhandled");
        assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"errorMessage\":\"no\",\"errorType\":\"E\"}");
    }

    @Test
    void response_aboveTheLimit_isRefusedAndTheCallerIsTold() {
        ApiClient.Reply most = stage.respond("x".repeat(ApiBody.MAX_BYTES));
        assertThat(most.status()).isEqualTo(202);
        assertThat(ApiClient.finish(result).payload()).hasSize(ApiBody.MAX_BYTES);
        stage.runtimeNext();
        CompletableFuture<InvocationResult> tooMuch = stage.invoke("{}");

        ApiClient.Reply reply = stage.respond("x".repeat(ApiBody.MAX_BYTES + 1));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.errorType()).isEqualTo("RequestEntityTooLarge");
        assertThat(ApiClient.finish(tooMuch).payloadText()).contains("\"errorType\":\"Function.ResponseSizeTooLarge\"");
    }

    @Test
    void response_inAnUnknownMode_isRefusedAndTheCallerIsTold() {
        ApiClient.Reply reply = stage.api.runtime(
                "invocation/" + stage.requestId() + "/response",
                "{}",
                Map.of("Lambda-Runtime-Function-Response-Mode", "drip"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorType()).isEqualTo("InvalidFunctionResponseMode");
        assertThat(ApiClient.finish(result).payloadText()).contains("Runtime.InvalidResponseModeHeader");
    }

    @Test
    void response_inChunks_isPutTogether() throws IOException {
        assertThat(raw("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 202");
        assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"a\":1}");
    }

    @Test
    void response_whoseTrailersTellOfAnError_isAnError() throws IOException {
        String error = Base64.getEncoder().encodeToString("{\"late\":1}".getBytes(StandardCharsets.UTF_8));
        String reply = raw("Lambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1\r\n{\r\n0\r\nLambda-Runtime-Function-Error-Type: Runtime.Late\r\n"
                + "Lambda-Runtime-Function-Error-Body: " + error + "\r\n\r\n");

        assertThat(reply).startsWith("HTTP/1.1 202");
        assertThat(ApiClient.finish(result).functionError()).isEqualTo("Unhandled");
        assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"late\":1}");
    }

    @Test
    void response_thatIsCutShort_isRefusedAndTheCallerIsTold() throws IOException {
        assertThat(raw("Content-Length: 10\r\n\r\n{\"a\""))
                .startsWith("HTTP/1.1 400")
                .contains("TruncatedHTTPRequest");
        assertThat(ApiClient.finish(result).payloadText()).contains("Runtime.TruncatedResponse");
    }

    @Test
    void restoreAndPing_withoutSnapStart() {
        assertThat(stage.api
                        .call("GET", "/2018-06-01/runtime/restore/next", "", NO_HEADERS)
                        .status())
                .isEqualTo(404);
        assertThat(stage.api.call("GET", "/2018-06-01/ping", "", NO_HEADERS).body())
                .isEqualTo("pong");
        assertThat(stage.api.call("POST", "/2018-06-01/ping", "", NO_HEADERS).status())
                .isEqualTo(405);
    }

    /** Posts a response with these headers and body, says no more, and reads the whole answer. */
    private String raw(String headersAndBody) throws IOException {
        String[] address = stage.lambda.runtimeApi().split(":", 2);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            String head = "POST /2018-06-01/runtime/invocation/" + stage.requestId() + "/response HTTP/1.1\r\n"
                    + "Host: x\r\nConnection: close\r\n";
            socket.getOutputStream().write((head + headersAndBody).getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
