package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bootstrap under a real Node.js. */
@Timeout(120)
class NodeFunctionTest {

    @TempDir
    Path root;

    @BeforeAll
    static void nodeIsThere() {
        Programs.need("node");
    }

    private LocalLambda start(String file, String source) throws IOException {
        Files.writeString(root.resolve(file), source);
        return LocalLambda.builder()
                .function(root)
                .nodeHandler("index.handler")
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(60))
                .start();
    }

    private static InvocationResult invoke(LocalLambda lambda, String event) {
        return lambda.invoke(event.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void handler_thatCallsBack_answers() throws IOException {
        try (LocalLambda lambda = start(
                "index.js",
                "exports.handler = (event, context, callback) =>"
                        + " callback(event.fail ? new TypeError('asked to') : null, { id: context.awsRequestId });")) {
            InvocationResult result = invoke(lambda, "{}");
            assertThat(result.payloadText()).isEqualTo("{\"id\":\"" + result.requestId() + "\"}");

            InvocationResult failed = invoke(lambda, "{\"fail\":true}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(failed.payloadText()).startsWith("{\"errorType\":\"TypeError\",\"errorMessage\":\"asked to\"");
        }
    }

    @Test
    void handler_thatIsAsyncInAModule_answers() throws IOException {
        try (LocalLambda lambda = start("index.mjs", "export const handler = async event => [event.n + 1];")) {
            assertThat(invoke(lambda, "{\"n\":1}").payloadText()).isEqualTo("[2]");
            assertThat(invoke(lambda, "{\"n\":2}").payloadText()).isEqualTo("[3]");
        }
    }

    @Test
    void handler_thatIsMissing_failsInitWithTheReason() throws IOException {
        try (LocalLambda lambda = start("index.js", "exports.other = 1;")) {
            assertThat(lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.ERROR);
            assertThat(invoke(lambda, "{}").payloadText()).contains("index.handler is not a function");
        }
    }
}
