package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.ProcessState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The layer zip as it was just packed, unpacked at another place: the real extension with the AWS SDK over HTTPS, and a
 * real function beside it.
 */
// Starts JVMs that fetch within 2 s, so nothing else may start processes meanwhile.
@Isolated
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LayerIT {

    private static final Path EXAMPLE = Path.of("..", "example-function", "target", "function");
    private static final String FIRST = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";
    private static final String SECOND = "{\"username\":\"anika_clone\",\"password\":\"kV7#pQ2x!tL\"}";

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private final SecretsManagerEndpoint secretsManager = SecretsManagerEndpoint.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> environment = PackedLayer.environment(secretsManager);
    private LayerFolder layer;
    private int port;

    @BeforeEach
    void unpack() throws IOException {
        layer = LayerFolder.open(PackedLayer.ZIP);
        port = Integer.parseInt(environment.get("SECRETS_CACHE_PORT"));
        secretsManager.createSecret("secret_now", FIRST);
        config("SecretManagers:\n  - secrets:\n      - secret_now\n");
        environment.put("SECRETS_CACHE_CONFIG", folder.resolve("config.yaml").toString());
    }

    @AfterEach
    void close() {
        layer.close();
        secretsManager.close();
    }

    @Test
    void life_ofAFunctionThatReadsInItsStaticInitialiser_isOrderly() {
        try (LocalLambda lambda = start(
                builder().function(Folders.testClasses()).javaHandler(EagerHandler.class.getName() + "::handle"))) {
            ProcessHandle extension = extension(lambda);

            assertThat(invoke(lambda).payloadText()).contains("anika");
            lambda.shutdown("spindown");

            finish(extension.onExit());
            assertThat(secretsManager.calls().reads("secret_now")).isEqualTo(1);
            assertThat(log.text()).contains("\"Hits\"").doesNotContain("did not exit in time");
        }
    }

    @Test
    void snapStart_keepsSecretsOutOfTheSnapshot_andUsesTheContainersCredentials() {
        try (LocalLambda lambda = start(example().initializationType("snap-start"))) {
            assertThat(secretsManager.calls().total()).isZero();

            assertThat(invoke(lambda).payloadText()).contains("\"username\"");
            assertThat(secretsManager.calls().reads("secret_now")).isEqualTo(1);
        }
    }

    @Test
    void coldBurst_onHundredsOfConnections_isOneCall() {
        environment.put("SECRETS_CACHE_MAX_CONNECTIONS", "800");
        try (LocalLambda lambda =
                start(example().initializationType("snap-start").freezeBetweenInvocations(false))) {
            secretsManager.inject(Fault.delay(Duration.ofSeconds(1)));

            List<CompletableFuture<HttpResponse<String>>> reads =
                    Stream.generate(this::read).limit(750).toList();

            assertThat(reads).allSatisfy(read -> {
                assertThat(finish(read).statusCode()).isEqualTo(200);
                assertThat(finish(read).body()).isEqualTo(FIRST);
            });
            assertThat(secretsManager.calls().total()).isEqualTo(1);
            assertThat(invoke(lambda).functionError()).isNull();
            assertThat(secretsManager.calls().total()).isEqualTo(1);
        }
    }

    @Test
    void managedInstances_refreshByTheClock() {
        environment.put("CACHE_TIMEOUT", "0.02");
        try (LocalLambda lambda = start(example().initializationType("lambda-managed-instances"))) {
            assertThat(log.text()).contains("Name: secrets-cache\tState: Ready\tEvents: [SHUTDOWN]");

            await(() -> secretsManager.calls().reads("secret_now") >= 3);
            assertThat(invoke(lambda).functionError()).isNull();
        }
    }

    @Test
    void crash_ofTheExtension_isFollowedByANewOne() {
        try (LocalLambda lambda = start(example())) {
            ProcessHandle first = extension(lambda);
            first.destroyForcibly();
            log.await("Name: secrets-cache\tState: Ready\tError Type: Extension.Crash");

            assertThat(invoke(lambda).payloadText()).contains("\"errorType\":\"Extension.Crash\"");
            assertThat(invoke(lambda).payloadText()).contains("\"username\"");
            assertThat(extension(lambda).pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void config_withEnDashes_failsInitAndEveryInvocation() throws IOException {
        config("SecretManagers:\n  \u2013 secrets:\n      \u2013 secret_now\n");
        try (LocalLambda lambda = example().start()) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Extension.InitError");
            assertThat(log.text()).contains("config.yaml:2:3: read an en dash", "Error Type: Extension.ConfigInvalid");

            assertThat(invoke(lambda).payloadText()).contains("\"errorType\":\"Extension.InitError\"");
        }
    }

    @Test
    void busyPort_failsInitAndIsNamed() throws IOException {
        try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                LocalLambda lambda = example().start()) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Extension.InitError");
            assertThat(log.text()).contains("SECRETS_CACHE_PORT", "port " + holder.getLocalPort());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"HANG", "DELAY"})
    void freeze_inTheMiddleOfARefresh_delaysNoReadAfterIt(Fault.Kind kind) {
        Duration requestTimeout = Duration.ofSeconds(2);
        environment.put("CACHE_TIMEOUT", "0.02");
        environment.put("SECRETS_CACHE_STALE_WHILE_REVALIDATE", "0");
        environment.put("SECRETS_CACHE_STALE_IF_ERROR", "0");
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", requestTimeout.toSeconds() + "s");
        try (LocalLambda lambda = start(example().freezeBetweenInvocations(false))) {
            long pid = extension(lambda).pid();
            // The delayed answer is sent into the freeze, the other one never.
            secretsManager.inject(new Fault(kind, null, null, 1, Duration.ofMillis(300)));
            CompletableFuture<HttpResponse<String>> cut = awaitRefresh();

            lambda.freeze();
            await(() -> ProcessState.of(pid).equals("T"));
            pass(Duration.ofSeconds(1));
            secretsManager.putSecretValue("secret_now", SECOND);
            pass(requestTimeout);
            lambda.thaw();

            long thawed = System.nanoTime();
            HttpResponse<String> after = finish(read());
            Duration took = Duration.ofNanos(System.nanoTime() - thawed);
            assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
            assertThat(after.body()).isEqualTo(SECOND);
            assertThat(took).isLessThan(requestTimeout);
            // Whether the one in the middle still got a value or was told to come again: it was told at once.
            assertThat(finish(cut).statusCode()).isIn(200, 502, 503, 504);
        }
    }

    /** Reads until that leads to a second fetch; the read that did it still waits. */
    private CompletableFuture<HttpResponse<String>> awaitRefresh() {
        while (true) {
            CompletableFuture<HttpResponse<String>> read = read();
            await(() -> read.isDone() || secretsManager.calls().reads("secret_now") > 1);
            if (!read.isDone()) {
                return read;
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> read() {
        URI uri = URI.create("http://127.0.0.1:" + port + "/cache/secret_now");
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private LocalLambdaBuilder builder() {
        return PackedLayer.beside(layer.path(), LocalLambda.builder())
                .environment(environment)
                .memorySize(512)
                .log(log);
    }

    private LocalLambdaBuilder example() {
        return builder().function(EXAMPLE).javaHandler("io.github.secretscache.example.ExampleHandler");
    }

    private LocalLambda start(LocalLambdaBuilder builder) {
        LocalLambda lambda = builder.start();
        assertThat(lambda.initReport().outcome()).as(log.text()).isEqualTo(InitReport.Outcome.SUCCESS);
        return lambda;
    }

    private static InvocationResult invoke(LocalLambda lambda) {
        return lambda.invoke("{}".getBytes(UTF_8));
    }

    private static ProcessHandle extension(LocalLambda lambda) {
        List<InitReport.ExtensionTimes> extensions = lambda.initReport().extensions();
        assertThat(extensions).extracting(InitReport.ExtensionTimes::name).containsExactly("secrets-cache");
        return ProcessHandle.of(extensions.get(0).processId()).orElseThrow();
    }

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), text);
    }

    private static <T> T finish(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Other processes cannot be told that time has passed. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await(() -> System.nanoTime() - end >= 0);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
