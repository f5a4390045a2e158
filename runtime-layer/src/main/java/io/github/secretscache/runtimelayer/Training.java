package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the layer as Lambda does, with a real function and a Secrets Manager over HTTPS, while the JVM records which
 * classes are used; then makes the AOT cache from the recording.
 */
final class Training {
    private static final String OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";
    /**
     * On a busy machine a handshake takes long, and the JDK's TLS would take over. Its classes would then be in the
     * cache, and in the memory of each extension.
     */
    private static final String NATIVE_TLS_ONLY = "-Dio.github.secretscache.tls.patience=20000";

    private static final String TOKEN = "training-token-of-no-use";
    private static final String SECRET = "{\"username\":\"anika\",\"password\":\"not-a-secret\"}";
    private static final String CONFIG = """
            SecretManagers:
              - secrets:
                  - secret_now
                  - name: prod/db
                    as: db
                    ttl: 5m
            cache: { ttl: 10m }
            """;

    /** The reads: of a listed secret, with the token, by both protocols, and reads that fail. */
    private static final List<String> READS = List.of(
            "/cache/secret_now",
            "/cache/db?jsonKey=password",
            "/cache/other",
            "/cache/unknown",
            "/cache/secret_now?versionStage=AWSCURRENT",
            "/cache/secret_now?refreshNow=true",
            "/secretsmanager/get?secretId=secret_now",
            "/v1/secret_now",
            "/ping",
            "/status",
            "/metrics");

    private static final int ROUNDS = 20;

    private final Path layer;
    private final Path function;
    /**
     * Its path is in options that the launcher splits at blanks, so it cannot be below the layer's folder, whose path
     * may have blanks.
     */
    private final Path work;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Training(Path layer, Path function, Path work) {
        this.layer = layer.toAbsolutePath();
        this.function = function;
        this.work = work;
    }

    /** Makes the AOT cache of an unpacked layer, with a function. */
    static void make(Path layer, Path function, Path cache) throws Exception {
        Path work = Files.createTempDirectory("secrets-cache-training-");
        try {
            new Training(layer, function, work).make(cache);
        } finally {
            FileTrees.delete(work);
        }
    }

    private void make(Path cache) throws Exception {
        try (SecretsManagerEndpoint endpoint =
                SecretsManagerEndpoint.builder().rsaKeys().start()) {
            endpoint.createSecret("secret_now", SECRET);
            endpoint.createSecret("prod/db", SECRET);
            endpoint.createSecret("other", "plain text");
            Files.writeString(config(), CONFIG);
            record(endpoint);
        }
        if (!Files.exists(record())) {
            throw new IllegalStateException("The training recorded nothing:\n" + String.join("\n", log));
        }
        Path made = work.resolve("made.aot");
        ProcessBuilder create =
                new ProcessBuilder(layer.resolve("extensions/secrets-cache").toString());
        create.environment().clear();
        create.environment()
                .put(OPTIONS, "-XX:AOTMode=create -XX:AOTConfiguration=" + record() + " -XX:AOTCache=" + made);
        Process process = create.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0 || !Files.exists(made)) {
            throw new IllegalStateException("The AOT cache could not be made:\n" + output);
        }
        Files.move(made, cache);
    }

    private Path record() {
        return work.resolve("record.aotconf");
    }

    private Path config() {
        return work.resolve("config.yaml");
    }

    private void record(SecretsManagerEndpoint endpoint) throws Exception {
        int port = freePort();
        Map<String, String> environment = new HashMap<>(endpoint.environment());
        environment.put("SECRETS_CACHE_CONFIG", config().toString());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put("SECRETS_CACHE_TOKEN", TOKEN);
        // The recording JVM is slow, and slower on a busy machine: that must not fail the build.
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", "1m");
        environment.put("SECRETS_CACHE_CONNECT_TIMEOUT", "10s");
        environment.put(OPTIONS, "-XX:AOTMode=record -XX:AOTConfiguration=" + record() + " " + NATIVE_TLS_ONLY);
        try (LocalLambda lambda = LocalLambda.builder()
                .layer(layer)
                .function(function)
                .javaHandler("io.github.secretscache.example.ExampleHandler")
                .environment(environment)
                .memorySize(512)
                .timeout(Duration.ofSeconds(30))
                .initLimit(Duration.ofSeconds(60))
                .shutdownBudget(Duration.ofSeconds(60))
                .freezeBetweenInvocations(false)
                .log(log::add)
                .start()) {
            InitReport init = lambda.initReport();
            if (init.outcome() != InitReport.Outcome.SUCCESS) {
                throw new IllegalStateException(
                        "The training could not start: " + init + "\n" + String.join("\n", log));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : READS) {
                    read(port, path);
                }
                lambda.invoke("{}".getBytes(UTF_8));
            }
            lambda.shutdown("spindown");
        }
    }

    private static void read(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", TOKEN);
        int status = connection.getResponseCode();
        boolean expected = path.contains("unknown") ? status == 404 : status == 200;
        if (!expected) {
            throw new IllegalStateException("The training read " + path + " and got " + status);
        }
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            in.readAllBytes();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
