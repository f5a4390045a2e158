package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {

    @TempDir
    Path function;

    @Test
    void parse_functionAndHandler_areEnough() throws IOException {
        jar("lib/app.jar", "com/example/Handler.class");

        RunOptions options = parse("--handler", "com.example.Handler::handle");

        assertThat(options.function()).isEqualTo(function);
        assertThat(options.runtime())
                .isEqualTo(new FunctionRuntime.Managed(Language.JAVA, "com.example.Handler::handle"));
        assertThat(options.layer()).isEqualTo(function);
        assertThat(options.secrets()).isNull();
        assertThat(options.environment()).isEmpty();
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.memoryMib()).isEqualTo(512);
        assertThat(options.port()).isEqualTo(9000);
        assertThat(options.cachePort()).isEqualTo(8080);
        assertThat(options.secretsPort()).isZero();
        assertThat(options.freeze()).isTrue();
    }

    @Test
    void parse_everything_isTaken() throws IOException {
        Path secrets = write("secrets.yaml");

        RunOptions options = parse(
                "--runtime-command",
                "./run it",
                "--secrets",
                secrets.toString(),
                "--env",
                "A=b=c",
                "--env",
                "D=",
                "--timeout",
                "5",
                "--memory",
                "256",
                "--port",
                "0",
                "--cache-port",
                "2773",
                "--secrets-port",
                "8443",
                "--no-freeze");

        assertThat(options.runtime()).isEqualTo(new FunctionRuntime.Program("./run it", ""));
        assertThat(options.secrets()).isEqualTo(secrets);
        assertThat(options.environment()).isEqualTo(Map.of("A", "b=c", "D", ""));
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.memoryMib()).isEqualTo(256);
        assertThat(options.port()).isZero();
        assertThat(options.cachePort()).isEqualTo(2773);
        assertThat(options.secretsPort()).isEqualTo(8443);
        assertThat(options.freeze()).isFalse();
        assertThat(options.toString()).doesNotContain("b=c");
    }

    @ParameterizedTest
    @CsvSource({
        "app.py, app.handler, python3, PYTHON",
        "src/app.py, src.app.handler, python3, PYTHON",
        "app/__init__.py, app.handler, python3, PYTHON",
        "index.js, index.handler, node, NODEJS",
        "dist/index.mjs, dist/index.handler, node, NODEJS",
        "com/example/Handler.class, com.example.Handler, '', JAVA"
    })
    void parse_withoutRuntime_isWhatTheFolderShows(String file, String handler, String program, Language language)
            throws IOException {
        if (!program.isEmpty()) {
            Programs.need(program);
        }
        write(file);

        assertThat(parse("--handler", handler).runtime()).isEqualTo(new FunctionRuntime.Managed(language, handler));
    }

    @Test
    void parse_bootstrapWithoutHandler_isRun() throws IOException {
        assertThat(write("bootstrap").toFile().setExecutable(true)).isTrue();

        assertThat(parse().runtime()).isEqualTo(new FunctionRuntime.Program("./bootstrap", ""));
    }

    @Test
    void parse_bootstrapWithAHandlerOfItsOwn_isRunWithIt() throws IOException {
        assertThat(write("bootstrap").toFile().setExecutable(true)).isTrue();
        write("function.sh");

        assertThat(parse("--handler", "function.handler").runtime())
                .isEqualTo(new FunctionRuntime.Program("./bootstrap", "function.handler"));
    }

    @Test
    void parse_runtimeCommand_isTheOnlyRuntime_andGetsTheHandler() {
        assertThat(parse("--runtime-command", "./run", "--handler", "any").runtime())
                .isEqualTo(new FunctionRuntime.Program("./run", "any"));
        assertProblem("--runtime-command: must not be empty", "--runtime-command", " ");
        assertProblem(
                "--runtime: with --runtime-command there is no other runtime",
                "--runtime-command",
                "./run",
                "--runtime",
                "python");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "app.", ".handler", "../app.handler", "app/handler"})
    void parse_handlerWithoutModuleOrFunction_isRefused(String handler) throws IOException {
        write("app.py");

        assertProblem(
                "--handler: must name a module and its function, such as app.handler, index.handler or"
                        + " com.example.MyHandler; received " + handler,
                "--handler",
                handler);
    }

    @Test
    void parse_javaClassInNoPackage_isAHandler() throws IOException {
        write("Handler.class");

        assertThat(parse("--handler", "Handler").runtime())
                .isEqualTo(new FunctionRuntime.Managed(Language.JAVA, "Handler"));
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_REGION=x, AWS_REGION is set by Lambda itself",
        "LAMBDA_TASK_ROOT=/x, LAMBDA_TASK_ROOT is set by Lambda itself",
        "_HANDLER=x, '_HANDLER is no name for Lambda, which takes letters, digits and underscores after a letter'",
        "1A=hush, 1A is no name",
        "'A B=hush', A B is no name",
        "A-B=hush, A-B is no name",
        "=hush, expected NAME=VALUE; received a value without a name"
    })
    void parse_variableThatLambdaDoesNotTake_isRefused(String assignment, String problem) {
        assertThatThrownBy(() -> parse("--env", assignment))
                .hasMessageContaining("--env: " + problem)
                .hasMessageNotContaining("hush");
    }

    @Test
    void parse_onePortForTwoThings_isRefused() {
        assertProblem("must differ; received 8080, 8080, 0", "--port", "8080");
        assertProblem("must differ; received 9000, 8080, 9000", "--secrets-port", "9000");
    }

    @Test
    void parse_folderOfSecrets_isRefused() {
        assertProblem("--secrets: " + function + " is a folder", "--secrets", function.toString());
    }

    @Test
    void parse_nothingThatFits_saysWhatWasFound() throws IOException {
        write("main.rb");
        write("lib/app.jar");

        assertProblem(
                "--handler: app.handler is neither app/handler.class (java) nor app.js (nodejs) nor app.py (python);"
                        + " found in " + function + ": lib/, main.rb",
                "--handler",
                "app.handler");
    }

    @Test
    void parse_emptyFolder_saysSo() {
        assertProblem(function + " is empty", "--handler", "app.handler");
    }

    @Test
    void parse_wrongRuntime_isRefusedAtOnce() throws IOException {
        write("index.js");

        assertProblem(
                "--runtime: python needs index.py for handler index.handler; found in " + function + ": index.js",
                "--handler",
                "index.handler",
                "--runtime",
                "python");
        assertProblem(
                "--runtime: must be java, nodejs or python; received perl",
                "--handler",
                "index.handler",
                "--runtime",
                "perl");
    }

    @Test
    void parse_twoThatFit_asksWhich() throws IOException {
        write("app.py");
        write("app.js");

        assertProblem(
                "--handler: app.handler fits nodejs and python; say which with --runtime", "--handler", "app.handler");
    }

    @Test
    void parse_severalProblems_reportsAllAtOnce() {
        assertThatThrownBy(() -> RunOptions.parse(List.of(
                        "--function",
                        "/no/such",
                        "--layer",
                        "/no/such.zip",
                        "--port",
                        "70000",
                        "--env",
                        "x",
                        "--nonsense",
                        "plain",
                        "--timeout")))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "--function: /no/such does not exist",
                                        "--layer: /no/such.zip does not exist",
                                        "--port: must be a whole number from 0 to 65535; received 70000",
                                        "--env: expected NAME=VALUE; received x",
                                        "--nonsense: unknown option",
                                        "plain: one word too many",
                                        "--timeout: needs a value"));
    }

    @Test
    void parse_nothing_saysWhatIsNeeded() {
        assertThatThrownBy(() -> RunOptions.parse(List.of())).hasMessageContaining("--function: needed");
    }

    private void assertProblem(String problem, String... more) {
        assertThatThrownBy(() -> parse(more)).isInstanceOf(UsageException.class).hasMessageContaining(problem);
    }

    private RunOptions parse(String... more) {
        List<String> words =
                new ArrayList<>(List.of("--function", function.toString(), "--layer", function.toString()));
        words.addAll(List.of(more));
        return RunOptions.parse(words);
    }

    private Path write(String file) throws IOException {
        Path target = function.resolve(file);
        Files.createDirectories(target.getParent());
        return Files.writeString(target, "");
    }

    private void jar(String file, String entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(write(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
        }
    }
}
