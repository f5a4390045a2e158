package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The snippets of docs/languages.md, as they stand there, beside the layer as it was just packed. */
// Installs or builds what may take minutes on a busy machine.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LanguageSnippetsIT {
    private static final Path PAGE = Path.of("..", "docs", "languages.md");
    private static final Path CLIENTS =
            Path.of(Objects.requireNonNullElse(System.getenv("SECRETS_CACHE_TEST_CLIENTS"), "no-such-folder"));
    private static final String PASSWORD = "pässw\u00f6rd 1&\"";

    /** A name that nobody has, and what the answer to it says. */
    private record Missing(String name, String named, String code) {}

    private static SecretsManagerEndpoint secretsManager;
    private Missing missing = new Missing("none", "secret none", "secret-not-found");

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void createSecret() {
        secretsManager = SecretsManagerEndpoint.start();
        secretsManager.putParameter("/app/db/password", ParameterType.SECURE_STRING, PASSWORD);
        secretsManager.createSecret("prod/db", "{\"user\":\"app\",\"password\":\"pässw\u00f6rd 1&\\\"\"}");
    }

    @AfterAll
    static void close() {
        secretsManager.close();
    }

    @ParameterizedTest
    @CsvSource({"node-fetch, index.js", "node-http, index.js", "python-urllib, index.py", "python-requests, index.py"})
    void snippet_ofAScript_readsAndTellsWhatIsWrong(String name, String file) throws Exception {
        boolean python = file.endsWith(".py");
        Programs.need(python ? "python3" : "node");
        if (name.equals("python-requests")) {
            Programs.need(run("python3", "-c", "import requests") == 0, "requests for python3");
        }
        Files.writeString(folder.resolve(file), Samples.block(PAGE, "snippet", name));

        assertReads(
                python
                        ? LocalLambda.builder().pythonHandler("index.handler")
                        : LocalLambda.builder().nodeHandler("index.handler"));
    }

    @ParameterizedTest
    @CsvSource({"node-parameter, index.js", "python-parameter, index.py"})
    void snippet_forParameters_readsAndTellsWhatIsWrong(String name, String file) throws Exception {
        boolean python = file.endsWith(".py");
        Programs.need(python ? "python3" : "node");
        Files.writeString(folder.resolve(file), Samples.block(PAGE, "snippet", name));
        missing = new Missing("/none", "cannot read parameter /none:", "ParameterNotFound");

        assertReads(
                python
                        ? LocalLambda.builder().pythonHandler("index.handler")
                        : LocalLambda.builder().nodeHandler("index.handler"));
    }

    /** What they import is in the folder that sdk-tests, too, takes clients from. */
    @ParameterizedTest
    @CsvSource({"powertools-typescript", "middy"})
    void snippet_forALibraryOfNode_readsAndTellsWhatIsWrong(String name) throws Exception {
        Programs.need("node");
        String library = name.equals("middy") ? "@middy/core" : "@aws-lambda-powertools/parameters";
        Path modules = CLIENTS.resolve("node_modules");
        Programs.need(Files.exists(modules.resolve(library)), library + " in SECRETS_CACHE_TEST_CLIENTS");
        Files.writeString(folder.resolve("index.mjs"), Samples.block(PAGE, "snippet", name));
        Files.createSymbolicLink(folder.resolve("node_modules"), modules.toAbsolutePath());

        assertReads(LocalLambda.builder().nodeHandler("index.handler"));
    }

    @Test
    void snippet_forPowertoolsOfPython_readsAndTellsWhatIsWrong() throws Exception {
        Programs.need("python3");
        Path python = CLIENTS.resolve("bin/python3");
        Programs.need(
                Files.exists(python) && run(python.toString(), "-c", "import aws_lambda_powertools") == 0,
                "Powertools for Python in SECRETS_CACHE_TEST_CLIENTS");
        Files.writeString(folder.resolve("index.py"), Samples.block(PAGE, "snippet", "powertools-python"));
        String packages = "import sysconfig; print(sysconfig.get_path('purelib'))";
        environment.put("PYTHONPATH", output(python.toString(), "-c", packages).strip());

        assertReads(LocalLambda.builder().pythonHandler("index.handler"));
    }

    @Test
    void ruby_readsAndTellsWhatIsWrong() throws Exception {
        Programs.need("ruby");
        Files.writeString(folder.resolve("secret.rb"), Samples.block(PAGE, "snippet", "ruby"));
        harness("runtime.rb");
        environment.put("LANG", "C.UTF-8");

        assertReads(LocalLambda.builder().runtimeCommand(List.of("/usr/bin/env", "ruby", "runtime.rb")));
    }

    @Test
    void java_withoutAnyLibrary_readsAndTellsWhatIsWrong() throws Exception {
        Samples.compile(folder, "PlainHandler", Samples.block(PAGE, "snippet", "java"), List.of());

        assertReads(LocalLambda.builder().javaHandler("PlainHandler::handle"));
    }

    @Test
    void go_readsAndTellsWhatIsWrong() throws Exception {
        Programs.need("go");
        Files.writeString(folder.resolve("secret.go"), Samples.block(PAGE, "snippet", "go"));
        harness("runtime.go");
        Files.writeString(folder.resolve("go.mod"), "module snippet\n\ngo 1.22\n");
        assertThat(run("go", "build", "-o", "bootstrap", ".")).isZero();

        assertReads(LocalLambda.builder().runtimeCommand(List.of("./bootstrap")));
    }

    @Test
    void bash_readsAndTellsWhatIsWrong() throws Exception {
        Programs.need("bash");
        Programs.need("curl");
        Files.writeString(folder.resolve("secret.sh"), Samples.block(PAGE, "snippet", "bash"));
        harness("runtime.sh");

        assertReads(LocalLambda.builder().runtimeCommand(List.of("/bin/bash", "runtime.sh")));
    }

    /** A loop around the snippet that asks the Runtime API, which is no part of what the page shows. */
    private void harness(String name) throws IOException {
        try (InputStream source = LanguageSnippetsIT.class.getResourceAsStream(name)) {
            Files.copy(source, folder.resolve(name));
        }
    }

    private String output(String... command) throws IOException {
        try (InputStream output = new ProcessBuilder(command).start().getInputStream()) {
            return new String(output.readAllBytes(), UTF_8);
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        log.accept(output);
        return status;
    }

    private void assertReads(LocalLambdaBuilder function) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "SecretManagers:\n  - secrets: [prod/db]\n");
        environment.putAll(PackedLayer.environment(secretsManager));
        environment.put("SECRETS_CACHE_CONFIG", folder.resolve("config.yaml").toString());
        environment.put("SECRETS_CACHE_REQUIRE_TOKEN", "true");
        // A proxy that is not there: whoever follows it does not reach the cache.
        environment.put("HTTP_PROXY", "http://127.0.0.1:9");
        environment.put("http_proxy", "http://127.0.0.1:9");
        environment.put("NO_PROXY", "localhost");
        environment.put("no_proxy", "localhost");
        try (LocalLambda lambda = PackedLayer.beside(PackedLayer.FOLDER, function)
                .function(folder)
                .environment(environment)
                .log(log)
                .start()) {
            InvocationResult read = lambda.invoke("{}".getBytes(UTF_8));
            InvocationResult again = lambda.invoke("{}".getBytes(UTF_8));
            InvocationResult failed = lambda.invoke(("{\"name\":\"" + missing.name() + "\"}").getBytes(UTF_8));

            assertThat(read.functionError()).as(log.text()).isNull();
            assertThat(read.payloadText()).contains(String.valueOf(PASSWORD.length()));
            assertThat(again.payloadText()).isEqualTo(read.payloadText());
            assertThat(failed.functionError()).as(log.text()).isEqualTo("Unhandled");
            assertThat(failed.payloadText()).contains(missing.named(), missing.code());
            assertThat(log.text()).doesNotContain(PASSWORD);
        }
    }
}
