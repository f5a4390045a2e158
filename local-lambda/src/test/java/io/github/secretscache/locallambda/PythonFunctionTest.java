package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bootstrap under a real Python. */
@Timeout(120)
class PythonFunctionTest {

    @TempDir
    Path root;

    private final LogCapture log = new LogCapture();

    @BeforeAll
    static void pythonIsThere() {
        Programs.need("python3");
    }

    @Test
    void handler_answersAndFails() throws IOException {
        write("app.py", """
                def handler(event, context):
                    if 'fail' in event:
                        raise TypeError('asked to')
                    print('handling', event)
                    return {'id': context.aws_request_id, 'time': 0 < context.get_remaining_time_in_millis() <= 60000}
                """);
        try (LocalLambda lambda = start("app.handler")) {
            InvocationResult result = invoke(lambda, "{\"n\":1}");
            InvocationResult failed = invoke(lambda, "{\"fail\":true}");

            assertThat(result.payloadText()).isEqualTo("{\"id\": \"" + result.requestId() + "\", \"time\": true}");
            log.await("handling {'n': 1}");
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(failed.payloadText())
                    .startsWith("{\"errorType\": \"TypeError\", \"errorMessage\": \"asked to\"");
            assertThat(invoke(lambda, "{}").functionError()).isNull();
        }
        assertThat(root.resolve("__pycache__")).doesNotExist();
    }

    @Test
    void handler_inAFolderWithTheLayersModules_isFound() throws IOException {
        write("src/app.py", "import shared\ndef handler(event, context):\n    return shared.ANSWER\n");
        Path layer = Folders.layer(root);
        Files.createDirectories(layer.resolve("python"));
        Files.writeString(layer.resolve("python/shared.py"), "ANSWER = 42\n");
        try (LocalLambda lambda = builder("src/app.handler").layer(layer).start()) {
            assertThat(invoke(lambda, "{}").payloadText()).isEqualTo("42");
        }
    }

    @Test
    void handler_thatIsMissing_failsInitWithTheReason() throws IOException {
        write("app.py", "other = 1\n");
        try (LocalLambda lambda = start("app.handler")) {
            assertThat(lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.ERROR);
            assertThat(invoke(lambda, "{}").payloadText()).contains("AttributeError", "handler");
        }
    }

    @Test
    void awslambdaric_whereItIsInstalled_runsTheFunction() throws IOException {
        write("app.py", "");
        write("awslambdaric/__init__.py", "");
        write("awslambdaric/__main__.py", "def main(arguments):\n    print('ric runs', arguments[1])\n");
        try (LocalLambda lambda = start("app.handler")) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Runtime.ExitError");
            log.await("[function] ric runs app.handler");
        }
    }

    @Test
    void wrapper_inTheLayer_startsTheRuntime() throws IOException {
        write("app.py", "import os\ndef handler(event, context):\n    return os.environ['FROM_WRAPPER']\n");
        Path layer = Folders.layer(root);
        Folders.extension(layer, "../wrapper", "#!/bin/sh\nFROM_WRAPPER=\"$#\" exec \"$@\"\n");
        try (LocalLambda lambda = builder("app.handler")
                .layer(layer)
                .environment(Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper"))
                .start()) {
            assertThat(invoke(lambda, "{}").payloadText()).matches("\"\\d\"");
        }
    }

    @Test
    void temporaryFolder_isTheEnvironmentsOwn_andGoesWithIt() throws IOException {
        write("app.py", """
                import os, tempfile
                def handler(event, context):
                    left = os.listdir(tempfile.gettempdir())
                    open(os.path.join(tempfile.gettempdir(), 'mine'), 'w').close()
                    return [tempfile.gettempdir(), left]
                """);
        Path folder;
        try (LocalLambda lambda = start("app.handler")) {
            String first = invoke(lambda, "{}").payloadText();
            folder = Path.of(first.replaceAll("\\[\"([^\"]+)\".*", "$1"));
            assertThat(folder.resolve("mine")).exists();
            assertThat(invoke(lambda, "{}").payloadText()).endsWith("[\"mine\"]]");
            lambda.shutdown("spindown");
            assertThat(invoke(lambda, "{}").payloadText()).endsWith("[]]");
        }
        assertThat(folder.getParent()).doesNotExist();
    }

    private void write(String file, String source) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, source);
    }

    private LocalLambdaBuilder builder(String handler) {
        return LocalLambda.builder()
                .function(root)
                .pythonHandler(handler)
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(60))
                .log(log);
    }

    private LocalLambda start(String handler) {
        return builder(handler).start();
    }

    private static InvocationResult invoke(LocalLambda lambda, String event) {
        return lambda.invoke(event.getBytes(StandardCharsets.UTF_8));
    }
}
