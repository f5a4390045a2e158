package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import io.github.secretscache.locallambda.testing.Ports;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The samples of README.md, compiled and run as they stand there, with the layer as it was just packed. */
// Starts JVMs that fetch within 4 s, so nothing else may start processes meanwhile.
@Isolated
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ReadmeSamplesIT {
    private static final String SECRET = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";
    private static final Path EXAMPLE = Path.of("..", "example-function", "target", "function");

    private static SecretsManagerEndpoint secretsManager;

    @TempDir
    Path folder;

    @BeforeAll
    static void createSecret() {
        secretsManager = SecretsManagerEndpoint.start();
        secretsManager.createSecret("secret_now", SECRET);
    }

    @AfterAll
    static void close() {
        secretsManager.close();
    }

    @Test
    void attach_nodeFunction_readsTheSecret() throws IOException {
        Programs.need("node");
        int port = Ports.free();
        // The sample names port 8080, which may be in use on this machine.
        Files.writeString(folder.resolve("index.js"), sample("attach").replace("localhost:8080", "localhost:" + port));

        assertThat(invoke(LocalLambda.builder().nodeHandler("index.handler"), port))
                .contains("\"user\":\"anika\"");
    }

    @Test
    void environment_nodeFunction_startsWithTheVariable() throws IOException {
        Programs.need("node");
        Files.writeString(
                folder.resolve("index.js"), "exports.handler = async () => process.env.DB_PASSWORD + ' is set';");
        try (LayerFolder layer = LayerFolder.open(PackedLayer.ZIP)) {
            Map<String, String> environment = Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/secrets-cache-env");

            assertThat(invoke(
                            layer.path(),
                            LocalLambda.builder().nodeHandler("index.handler"),
                            "environment",
                            environment))
                    .isEqualTo("\"aDM4N3*!8TT is set\"");
        }
    }

    @Test
    void parameters_nodeFunction_readsThem() throws IOException {
        Programs.need("node");
        secretsManager.putParameter("/app/db/password", ParameterType.SECURE_STRING, "one");
        secretsManager.putParameter("/app/prod/url", ParameterType.STRING, "two");
        Files.writeString(folder.resolve("index.js"), """
                const read = async (name) => (await fetch(
                  `http://localhost:${process.env.SECRETS_CACHE_PORT}/parameters${name}`,
                  { headers: { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN } })).text();
                exports.handler = async () => await read('/app/db/password') + ' ' + await read('/app/prod/url');
                """);

        assertThat(invoke(
                        PackedLayer.FOLDER, LocalLambda.builder().nodeHandler("index.handler"), "parameters", Map.of()))
                .isEqualTo("\"one two\"");
        // The sample lists one by its name and one by its path.
        assertThat(secretsManager.calls().of("GetParametersByPath")).isPositive();
        assertThat(secretsManager.calls().reads("/app/prod/url")).isZero();
    }

    @Test
    void depend_javaFunction_readsTheSecret() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> libraries = Samples.jars(EXAMPLE.resolve("lib"));
        Samples.compile(classes, "OrdersHandler", sample("depend"), libraries);
        Files.createDirectories(folder.resolve("lib"));
        for (Path library : libraries) {
            Files.copy(library, folder.resolve("lib").resolve(library.getFileName()));
        }
        Files.move(classes.resolve("OrdersHandler.class"), folder.resolve("OrdersHandler.class"));

        assertThat(invoke(LocalLambda.builder().javaHandler("OrdersHandler::handleRequest"), Ports.free()))
                .contains("\"user\":\"anika\"");
    }

    @Test
    void embed_plainMain_readsTheSecret() throws Exception {
        List<Path> libraries =
                Samples.jars(PackedLayer.FOLDER.resolve("secrets-cache").resolve("lib"));
        Samples.compile(folder, "Embedded", sample("embed"), libraries);
        List<String> command = new ArrayList<>(List.of(java().toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(secretsManager.javaOptions());
        command.addAll(List.of("-cp", Samples.classPath(libraries) + ":" + folder, "Embedded"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(secretsManager.environment());
        builder.environment()
                .putAll(Map.of(
                        "AWS_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"));

        String output = "";
        // On a busy machine the first call in a JVM can take longer than the fetch of a sample may.
        for (int i = 0; i < 3 && (i == 0 || output.contains("within the request timeout")); i++) {
            Process process = builder.start();
            output = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
        }
        assertThat(output).contains("secret_now has " + SECRET.length() + " bytes");
    }

    private String invoke(LocalLambdaBuilder function, int port) throws IOException {
        return invoke(PackedLayer.FOLDER, function, "config", Map.of("SECRETS_CACHE_PORT", Integer.toString(port)));
    }

    /** Runs the function in this test's folder once, with a sample as the configuration, and returns its answer. */
    private String invoke(Path layer, LocalLambdaBuilder function, String config, Map<String, String> variables)
            throws IOException {
        Files.writeString(folder.resolve("config.yaml"), sample(config));
        Map<String, String> environment = PackedLayer.environment(secretsManager);
        environment.put("SECRETS_CACHE_CONFIG", folder.resolve("config.yaml").toString());
        environment.putAll(variables);
        List<String> log = new CopyOnWriteArrayList<>();
        try (LocalLambda lambda = PackedLayer.beside(layer, function)
                .function(folder)
                .environment(environment)
                .log(log::add)
                .start()) {
            InvocationResult result = lambda.invoke("{}".getBytes(UTF_8));
            assertThat(result.functionError()).as(String.join("\n", log)).isNull();
            return result.payloadText();
        }
    }

    private static String sample(String name) throws IOException {
        return Samples.block(Path.of("..", "README.md"), "sample", name);
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
