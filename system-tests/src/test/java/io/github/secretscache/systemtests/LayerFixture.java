package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import io.github.secretscache.locallambda.testing.LogCapture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The layer zip as it was just packed, unpacked at another place, before an endpoint over HTTPS. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class LayerFixture {
    private static final Path EXAMPLE = Path.of("..", "example-function", "target", "function");
    static final String FIRST = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";

    @TempDir
    Path folder;

    final LogCapture log = new LogCapture();
    final SecretsManagerEndpoint secretsManager = SecretsManagerEndpoint.start();
    private final HttpClient http = HttpClient.newHttpClient();
    final Map<String, String> environment = PackedLayer.environment(secretsManager);
    private LayerFolder layer;
    int port;

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

    CompletableFuture<HttpResponse<String>> read() {
        URI uri = URI.create("http://127.0.0.1:" + port + "/cache/secret_now");
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    LocalLambdaBuilder builder() {
        return PackedLayer.beside(layer.path(), LocalLambda.builder())
                .environment(environment)
                .memorySize(512)
                .log(log);
    }

    LocalLambdaBuilder example() {
        return builder().function(EXAMPLE).javaHandler("io.github.secretscache.example.ExampleHandler");
    }

    LocalLambda start(LocalLambdaBuilder builder) {
        LocalLambda lambda = builder.start();
        assertThat(lambda.initReport().outcome()).as(log.text()).isEqualTo(InitReport.Outcome.SUCCESS);
        return lambda;
    }

    static InvocationResult invoke(LocalLambda lambda) {
        return lambda.invoke("{}".getBytes(UTF_8));
    }

    static ProcessHandle extension(LocalLambda lambda) {
        List<InitReport.ExtensionTimes> extensions = lambda.initReport().extensions();
        assertThat(extensions).extracting(InitReport.ExtensionTimes::name).containsExactly("secrets-cache");
        return ProcessHandle.of(extensions.get(0).processId()).orElseThrow();
    }

    void config(String text) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), text);
    }

    static <T> T finish(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
