package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.TestHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything for real: a layer's extension and a Java function under AWS's runtime. */
@Timeout(120)
class JavaFunctionTest {

    @TempDir
    Path root;

    private final LogCapture log = new LogCapture();

    @Test
    void invoke_withLayerAndJavaHandler_answersAndShutsDownInOrder() {
        Path layer = Folders.layer(root);
        Folders.javaExtension(layer, "recorder");
        try (LocalLambda lambda = LocalLambda.builder()
                .layer(layer)
                .function(Folders.testClasses())
                .javaHandler(TestHandler.class.getName() + "::handle")
                .environment(Map.of("CUSTOMER", "yes"))
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(30))
                .log(log)
                .start()) {
            assertThat(lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.SUCCESS);

            InvocationResult first = lambda.invoke("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
            InvocationResult failing = lambda.invoke("{\"fail\":true}".getBytes(StandardCharsets.UTF_8));
            InvocationResult last = lambda.invoke("{\"n\":3}".getBytes(StandardCharsets.UTF_8));
            lambda.shutdown("spindown");

            assertThat(first.functionError()).isNull();
            assertThat(first.payloadText()).contains("\"echo\":{\"n\":1}", "\"CUSTOMER\":\"yes\"");
            assertThat(failing.functionError()).isEqualTo("Unhandled");
            assertThat(failing.payloadText()).contains("asked to fail", "java.lang.IllegalStateException");
            assertThat(last.payloadText()).contains("\"echo\":{\"n\":3}");
            assertThat(first.logTail()).contains("START RequestId: " + first.requestId());
            log.await("handling {n=1}");
        }
        log.await("[recorder] {\"eventType\":\"SHUTDOWN\"");
        assertThat(log.count("[recorder] {\"eventType\":\"INVOKE\"")).isEqualTo(3);
        assertThat(log.text()).contains("\"shutdownReason\":\"spindown\"").doesNotContain("killed");
    }

    @Test
    void invoke_withSnapStart_restoresTheJavaRuntime() {
        try (LocalLambda lambda = LocalLambda.builder()
                .function(Folders.testClasses())
                .javaHandler(TestHandler.class.getName() + "::handle")
                .initializationType("snap-start")
                .timeout(Duration.ofSeconds(30))
                .log(log)
                .start()) {
            InvocationResult result = lambda.invoke("{\"n\":1}".getBytes(StandardCharsets.UTF_8));

            assertThat(result.payloadText()).contains("\"AWS_LAMBDA_INITIALIZATION_TYPE\":\"snap-start\"");
            assertThat(result.functionError()).isNull();
        }
    }

    @Test
    void runtime_keepsNothingWhereAnotherUserMayHaveBeenFirst() throws IOException {
        try (LocalLambda lambda = LocalLambda.builder()
                .function(Folders.testClasses())
                .javaHandler(TestHandler.class.getName() + "::handle")
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(30))
                .log(log)
                .start()) {
            String answer = lambda.invoke("{}".getBytes(StandardCharsets.UTF_8)).payloadText();

            String tmp = answer.replaceAll(".*\"TMPDIR\":\"([^\"]+)\".*", "$1");
            assertThat(answer).contains("\"tmpdir\":\"" + tmp + "\"");
            String pid = answer.replaceAll(".*\"pid\":(\\d+).*", "$1");
            assertThat(Files.readAllLines(Path.of("/proc", pid, "maps")))
                    .filteredOn(line -> line.contains("libaws-lambda-jni"))
                    .isNotEmpty()
                    .allMatch(line -> line.contains(Path.of(tmp).getParent().toString()));
        }
    }
}
