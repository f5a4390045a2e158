package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Secrets in environment variables: the layer as it was just packed, before functions in three languages and a sidecar. */
// Starts JVMs that fetch within 8 s, so nothing else may start processes meanwhile.
@Isolated
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EnvironmentIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Marked, so that it can be looked for. */
    private static final String PASSWORD = "marked-Xy7 \"'$(id)`id`\\ \n\u00e4\u20ac\n";

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private final SecretsManagerEndpoint secretsManager = SecretsManagerEndpoint.start();
    private final Map<String, String> environment = PackedLayer.environment(secretsManager);
    private LayerFolder layer;

    @BeforeEach
    void prepare() throws IOException {
        layer = LayerFolder.open(PackedLayer.ZIP);
        secretsManager.createSecret("prod/db", "{\"user\":\"app\",\"password\":" + json(PASSWORD) + "}");
        secretsManager.createSecret("large", "0123456789abcdef".repeat(4096));
        secretsManager.putParameter("/app/url", ParameterType.STRING, "jdbc:postgresql://db/app?a=b&c");
        config("""
                environment:
                  DB_PASSWORD: { secret: prod/db, jsonKey: password }
                  LARGE: { secret: large }
                  URL: { parameter: /app/url }
                  MINE: { secret: large }
                  REPLACED: { secret: prod/db, jsonKey: user, override: true }
                  MAY_BE: { secret: none, optional: true }
                """);
        environment.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/secrets-cache-env");
        environment.put("MINE", "as it was");
        environment.put("REPLACED", "as it was");
        environment.put("SECRETS_CACHE_CONFIG", folder.resolve("config.yaml").toString());
    }

    @AfterEach
    void close() {
        layer.close();
        secretsManager.close();
    }

    @Test
    void node_isStartedWithTheVariables() throws Exception {
        Programs.need("node");
        write("index.js", "exports.handler = async (event) => process.env[event];\n");

        assertVariables(LocalLambda.builder().nodeHandler("index.handler"));
    }

    @Test
    void python_isStartedWithTheVariables() throws Exception {
        Programs.need("python3");
        write("index.py", "import os\ndef handler(event, context):\n    return os.environ.get(event)\n");

        assertVariables(LocalLambda.builder().pythonHandler("index.handler"));
    }

    @Test
    void java_isStartedWithTheVariables() throws Exception {
        compileReader();
        // A JVM decodes its environment by the locale, and the one that Lambda has may not be installed here.
        environment.put("LC_ALL", "C.UTF-8");

        assertVariables(LocalLambda.builder().javaHandler("Reader::handle"));
    }

    private void compileReader() throws Exception {
        Samples.compile(
                folder,
                "Reader",
                "public class Reader { public String handle(String name) { return System.getenv(name); } }",
                List.of());
    }

    private void assertVariables(LocalLambdaBuilder function) throws Exception {
        try (LocalLambda lambda = start(function)) {
            assertThat(lambda.initReport().outcome()).as(log.text()).isEqualTo(InitReport.Outcome.SUCCESS);
            List<String> lines = commandLines();

            assertThat(get(lambda, "DB_PASSWORD")).isEqualTo(PASSWORD);
            assertThat(get(lambda, "LARGE")).isEqualTo("0123456789abcdef".repeat(4096));
            assertThat(get(lambda, "URL")).isEqualTo("jdbc:postgresql://db/app?a=b&c");
            assertThat(get(lambda, "MINE")).isEqualTo("as it was");
            assertThat(get(lambda, "REPLACED")).isEqualTo("app");
            assertThat(get(lambda, "MAY_BE")).isNull();
            assertThat(lines).anyMatch(line -> line.contains("SecretsCacheExtension"));
            assertThat(lines).noneMatch(line -> line.contains("marked-Xy7"));
            assertThat(secretsManager.calls().reads("prod/db")).isEqualTo(1);
            log.await("the optional environment variable MAY_BE is not set: ");
            assertThat(log.text()).doesNotContain("marked-Xy7");
        }
    }

    @Test
    void binary_ofEveryByteButNul_arrives() throws Exception {
        Programs.need("python3");
        byte[] all = new byte[255];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        secretsManager.createSecret("all", all);
        config("environment: { ALL: { secret: all } }\n");
        write(
                "index.py",
                "import base64, os\ndef handler(event, context):\n"
                        + "    return base64.b64encode(os.environb[b'ALL']).decode()\n");

        try (LocalLambda lambda = start(LocalLambda.builder().pythonHandler("index.handler"))) {
            assertThat(Base64.getDecoder().decode(get(lambda, ""))).isEqualTo(all);
        }
    }

    @Test
    void anotherWrapper_ofTheLayer_isStartedNext() throws Exception {
        Programs.need("node");
        write("index.js", "exports.handler = async (event) => process.env[event];\n");
        Folders.extension(layer.path(), "../other", "#!/bin/sh\nBY_OTHER=\"$MINE, $REPLACED\" exec \"$@\"\n");
        environment.put("SECRETS_CACHE_ENV_NEXT_WRAPPER", "/opt/other");

        try (LocalLambda lambda = start(LocalLambda.builder().nodeHandler("index.handler"))) {
            assertThat(get(lambda, "BY_OTHER")).isEqualTo("as it was, app");
            assertThat(get(lambda, "DB_PASSWORD")).isEqualTo(PASSWORD);
        }
    }

    @Test
    void secretThatIsRefused_failsTheStartWithOneLine() throws Exception {
        Programs.need("node");
        write("index.js", "exports.handler = async (event) => process.env[event];\n");
        secretsManager.inject(Fault.of(Fault.Kind.DENY).forSecret("prod/db"));

        try (LocalLambda lambda = start(LocalLambda.builder().nodeHandler("index.handler"))) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Runtime.ExitError");
            log.await("[secrets-cache-env] ERROR environment variable DB_PASSWORD: ");
            assertThat(log.text())
                    .containsPattern(
                            "ERROR environment variable DB_PASSWORD: cannot read secret prod/db.*secretsmanager:GetSecretValue"
                                    + ".*; environment variable REPLACED: ");
        }
    }

    @Test
    void outageThatPasses_isWaitedFor() throws Exception {
        Programs.need("node");
        write("index.js", "exports.handler = async (event) => process.env[event];\n");
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", "500ms");
        secretsManager.inject(new Fault(Fault.Kind.HANG, null, null, 3, Duration.ZERO));

        try (LocalLambda lambda = start(LocalLambda.builder().nodeHandler("index.handler"))) {
            assertThat(get(lambda, "DB_PASSWORD")).as(log.text()).isEqualTo(PASSWORD);
        }
    }

    @Test
    void snapStart_isRefused_unlessItIsAllowed() throws Exception {
        compileReader();
        config("environment: { USER: { secret: prod/db, jsonKey: user } }\n");
        try (LocalLambda lambda =
                start(LocalLambda.builder().javaHandler("Reader::handle").initializationType("snap-start"))) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Runtime.ExitError");
            log.await(
                    "[secrets-cache-env] ERROR Under SnapStart the environment variables of config.yaml would be stored");
            assertThat(secretsManager.calls().total()).isZero();
        }

        config("environment: { allowSnapshot: true, USER: { secret: prod/db, jsonKey: user } }\n");
        try (LocalLambda lambda =
                start(LocalLambda.builder().javaHandler("Reader::handle").initializationType("snap-start"))) {
            assertThat(get(lambda, "USER")).isEqualTo("app");
        }
    }

    @Test
    void wrongConfiguration_failsInit() throws Exception {
        Programs.need("node");
        write("index.js", "exports.handler = async (event) => process.env[event];\n");
        config("environment:\n  AWS_REGION: { secret: prod/db }\n  1ST: { secret: prod/db }\n");

        try (LocalLambda lambda = start(LocalLambda.builder().nodeHandler("index.handler"))) {
            assertThat(lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.ERROR);
            assertThat(log.text())
                    .contains(
                            "config.yaml:2:3: read the variable \"AWS_REGION\", which Lambda sets itself",
                            "config.yaml:3:3: read the variable \"1ST\", expected a name");
        }
    }

    @Test
    void command_besideASidecar_isStartedWithTheVariables() throws Exception {
        Path token = write("token", "a-token-of-this-test-only\n");
        environment.put("SECRETS_CACHE_TOKEN", token.toUri().toString());
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDLOCALLAMBDA");
        environment.put("AWS_SECRET_ACCESS_KEY", "local-lambda-secret-key");
        Path output = folder.resolve("sidecar.txt");
        Process sidecar = process(
                        layer.path().resolve("extensions/secrets-cache").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            awaitLine(output, "started as a sidecar", sidecar);
            Process command = process(
                            layer.path().resolve("secrets-cache-env").toString(),
                            "/bin/sh",
                            "-c",
                            "printf %s \"$DB_PASSWORD\"; [ \"$MINE\" = 'as it was' ] && exit 5")
                    .start();

            assertThat(new String(command.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo(PASSWORD);
            assertThat(command.waitFor()).isEqualTo(5);
        } finally {
            sidecar.destroy();
            sidecar.waitFor();
        }
        assertThat(Files.readString(output)).doesNotContain("marked-Xy7");
    }

    private ProcessBuilder process(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME", "HOME"));
        builder.environment().putAll(environment);
        return builder;
    }

    private LocalLambda start(LocalLambdaBuilder function) {
        return PackedLayer.beside(layer.path(), function)
                .function(folder)
                .environment(environment)
                .memorySize(512)
                .log(log)
                .start();
    }

    /** {@return what the function answers, which is JSON of a string} */
    private String get(LocalLambda lambda, String name) throws IOException {
        InvocationResult result = lambda.invoke(json(name).getBytes(UTF_8));
        assertThat(result.functionError()).as(result.payloadText() + log.text()).isNull();
        return JSON.readValue(result.payloadText(), String.class);
    }

    private static String json(String text) throws IOException {
        return JSON.writeValueAsString(text);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void config(String text) throws IOException {
        write("config.yaml", text);
    }

    /** Of all processes; one may end meanwhile. */
    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline"), ISO_8859_1));
                } catch (IOException e) {
                    assertThat(process).doesNotExist();
                }
            }
        }
        return lines;
    }

    private static void awaitLine(Path output, String line, Process process) throws IOException {
        while (!Files.readString(output).contains(line)) {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            LockSupport.parkNanos(20_000_000);
        }
    }
}
