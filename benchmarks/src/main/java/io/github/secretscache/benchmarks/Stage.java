package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Secrets Manager over HTTPS with secrets of 1 KiB, and a folder for functions that list some of them. */
final class Stage implements AutoCloseable {
    /** The first secret; a constant, so that a function can name it without this class. */
    static final String FIRST = "secret_1";

    static final int VALUE_BYTES = 1024;
    static final String TOKEN = "benchmark-session-token";
    private static final int SECRETS = 20;
    private static final Path ROOTS =
            Path.of("runtime-layer/src/main/resources/io/github/secretscache/runtimelayer/roots.pem");

    /** Asks for an invocation and waits: no runtime weighs less, so that what is measured is the extension. */
    private static final List<String> IDLE_RUNTIME = List.of("bash", "-c", """
                    exec 3<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}"
                    printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: runtime\\r\\n\\r\\n' >&3
                    exec cat <&3 >/dev/null""");

    private final SecretsManagerEndpoint endpoint =
            SecretsManagerEndpoint.builder().rsaKeys().start();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Path folder;
    private final Path authorities;

    Stage() {
        String head = "{\"username\":\"anika\",\"password\":\"";
        String value = head + "x".repeat(VALUE_BYTES - head.length() - 2) + "\"}";
        IntStream.rangeClosed(1, SECRETS).forEach(i -> endpoint.createSecret(secret(i), value));
        try {
            folder = Files.createTempDirectory("secrets-cache-benchmark-");
            authorities = Files.writeString(
                    folder.resolve("authorities.pem"),
                    Files.readString(ROOTS) + Files.readString(endpoint.authorityFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String secret(int number) {
        return "secret_" + number;
    }

    /** Where an extension serves a secret to functions that know the original demo. */
    static URI nativeUri(int port, int secret) {
        return URI.create("http://127.0.0.1:" + port + "/cache/" + secret(secret));
    }

    static URI awsUri(int port, int secret) {
        return URI.create("http://127.0.0.1:" + port + "/secretsmanager/get?secretId=" + secret(secret));
    }

    SecretsManagerEndpoint endpoint() {
        return endpoint;
    }

    /** {@return a new function's folder with a config.yaml that lists the first secrets} */
    Path function(String name, int secrets) {
        try {
            Path function = Files.createDirectories(folder.resolve(name));
            String list = IntStream.rangeClosed(1, secrets)
                    .mapToObj(i -> "      - " + secret(i) + "\n")
                    .collect(Collectors.joining());
            Files.writeString(function.resolve("config.yaml"), "SecretManagers:\n  - secrets:\n" + list);
            return function;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the settings of a Lambda with this layer, or none, that serves secrets on the port and never freezes} */
    LocalLambdaBuilder lambda(@Nullable Layer layer, Path function, int port) {
        Map<String, String> environment = new HashMap<>(endpoint.environment());
        environment.put("SECRETS_CACHE_CONFIG", function.resolve("config.yaml").toString());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put("JAVA_TOOL_OPTIONS", String.join(" ", endpoint.javaOptions()));
        environment.put("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1");
        LocalLambdaBuilder builder = LocalLambda.builder()
                .function(function)
                .credentials(Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIDBENCHMARK",
                        "AWS_SECRET_ACCESS_KEY", "benchmark-secret-key",
                        "AWS_SESSION_TOKEN", TOKEN))
                .timeout(Duration.ofSeconds(30))
                .memorySize(512)
                .freezeBetweenInvocations(false)
                .log(log::add);
        if (layer != null) {
            builder.layer(layer.folder());
            environment.putAll(layer.environment());
            environment.putAll(trust(layer));
        }
        return builder.environment(environment);
    }

    /**
     * {@return what makes a layer trust the endpoint beside all public authorities, as many as it reads in Lambda: the one
     * with its own runtime reads PEM, the others a trust store}
     */
    Map<String, String> trust(Layer layer) {
        return layer.hasOwnRuntime()
                ? Map.of("AWS_CA_BUNDLE", authorities.toString())
                : Map.of("SECRETS_CACHE_JAVA_OPTIONS", String.join(" ", endpoint.javaOptions()));
    }

    /** {@return the layer running beside a runtime that does nothing} */
    LocalLambda idle(Layer layer, int secrets, int port) {
        return idle(layer, function("idle-" + secrets, secrets), port);
    }

    /** {@return the layer running for this function, beside a runtime that does nothing} */
    LocalLambda idle(Layer layer, Path function, int port) {
        return started(lambda(layer, function, port).runtimeCommand(IDLE_RUNTIME));
    }

    /** Starts it, or throws IllegalStateException with all that was logged. */
    LocalLambda started(LocalLambdaBuilder builder) {
        log.clear();
        LocalLambda lambda = builder.start();
        InitReport report = lambda.initReport();
        if (report.outcome() != InitReport.Outcome.SUCCESS) {
            lambda.close();
            throw new IllegalStateException(
                    "no start: " + report.errorType() + ", " + report.message() + "\n" + String.join("\n", log));
        }
        return lambda;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        endpoint.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
