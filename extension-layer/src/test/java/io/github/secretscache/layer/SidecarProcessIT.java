package io.github.secretscache.layer;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher outside Lambda: a process, its signals and its exit status, against an endpoint of Secrets Manager. */
@Timeout(120)
class SidecarProcessIT {
    private static final String SECRET = "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf\","
            + "\"Name\":\"s\",\"VersionId\":\"00000000-0000-4000-8000-000000000001\",\"SecretString\":\"value of s\","
            + "\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.5E9}";

    private static final String NOT_FOUND = "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"none\"}";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private HttpServer secretsManager;
    private int port;

    @BeforeEach
    void startSecretsManager() throws IOException {
        secretsManager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secretsManager.createContext("/", exchange -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean gone = question.contains("gone");
            byte[] body = (gone ? NOT_FOUND : SECRET).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(gone ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        secretsManager.start();
        port = ExtensionProcess.freePort();
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put(
                "SECRETS_CACHE_TOKEN",
                "file://" + Files.writeString(folder.resolve("token"), "hunter2hunter2hunter2\n"));
        environment.put("AWS_ACCESS_KEY_ID", "AKID");
        environment.put("AWS_SECRET_ACCESS_KEY", "key");
        environment.put(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                "http://127.0.0.1:" + secretsManager.getAddress().getPort());
    }

    @AfterEach
    void stopSecretsManager() {
        answer.countDown();
        secretsManager.stop(0);
    }

    @Test
    void life_servesForTheToken_andSigtermEndsItWithStatusZero() throws Exception {
        answer.countDown();
        Path config = Files.writeString(folder.resolve("config.yaml"), "SecretManagers: [{ secrets: [s] }]\n");
        environment.put("SECRETS_CACHE_CONFIG", config.toString());

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(read("hunter2hunter2hunter2")).isEqualTo("200 value of s");
            assertThat(read("wrong")).startsWith("403 ");
            process.terminate();

            assertThat(process.exitStatus()).isZero();
            List<String> lines = process.lines();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0))
                    .startsWith("[secrets-cache] INFO started as a sidecar; ports " + port + "; 1 listed secrets: s;")
                    .contains("(SECRETS_CACHE_TOKEN, file://" + folder + "/token)");
            assertThat(lines.get(1))
                    .startsWith("[secrets-cache] WARN a request was refused (token-refused, path '/cache/s')");
            assertThat(lines.get(2)).startsWith("{\"_aws\":").contains("\"ShutdownReason\":\"signal\"");
            assertThat(String.join("\n", lines)).doesNotContain("hunter2hunter2hunter2", "value of s");
        }
    }

    @Test
    void sigterm_requestInFlight_isAnsweredBeforeTheEnd() throws Exception {
        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            CompletableFuture<String> read =
                    CompletableFuture.supplyAsync(() -> read("hunter2hunter2hunter2"), OWN_THREAD);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            process.terminate();
            answer.countDown();

            assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo("200 value of s");
            assertThat(process.exitStatus()).isZero();
        }
    }

    @Test
    void sigterm_requestThatHangs_isNotWaitedForBeyondTheDeadline() throws Exception {
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", "10m");

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            CompletableFuture<String> read =
                    CompletableFuture.supplyAsync(() -> read("hunter2hunter2hunter2"), OWN_THREAD);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            long begin = System.nanoTime();
            process.terminate();

            assertThat(process.exitStatus()).isZero();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .isLessThan(10);
            assertThat(read).as("cut or refused").failsWithin(java.time.Duration.ofSeconds(30));
        }
    }

    @Test
    void sigterm_duringTheStart_endsItWithStatusZero() throws Exception {
        for (String reached : List.of("layer.Startup ", "layer.config.Settings ", "core.SecretsCache ")) {
            Path loaded = folder.resolve(reached.strip());
            environment.put("SECRETS_CACHE_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);

            try (ExtensionProcess process = ExtensionProcess.start(environment)) {
                while (!Files.exists(loaded) || !Files.readString(loaded).contains("secretscache." + reached)) {
                    LockSupport.parkNanos(2_000_000);
                }
                process.terminate();

                assertThat(process.exitStatus()).as("at " + reached).isZero();
                assertThat(process.lines()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void stderrThatNobodyReads_holdsUpNoRead() throws Exception {
        answer.countDown();
        Path config = Files.writeString(folder.resolve("config.yaml"), "SecretManagers: [{ secrets: [s] }]\n");
        environment.put("SECRETS_CACHE_CONFIG", config.toString());

        try (ExtensionProcess process = ExtensionProcess.startUnread(environment)) {
            // A line for each of these; together they are more than a pipe holds, which is 64 KiB.
            String longName = "/cache/gone-" + "x".repeat(400);
            for (int i = 0; i < 150; i++) {
                assertThat(read(longName + i, "hunter2hunter2hunter2")).startsWith("404 ");
            }
            assertThat(read("hunter2hunter2hunter2")).isEqualTo("200 value of s");
            process.terminate();

            assertThat(process.exitStatus()).isZero();
        }
    }

    @Test
    void withoutAToken_saysSoInOneLine() throws Exception {
        environment.remove("SECRETS_CACHE_TOKEN");

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.lines())
                    .singleElement()
                    .asString()
                    .startsWith("[secrets-cache] ERROR SECRETS_CACHE_TOKEN: not set, nor is one of AWS_TOKEN,");
        }
    }

    @Test
    void version_isThatOfTheJar() throws Exception {
        try (ExtensionProcess process = ExtensionProcess.start(environment, "--version")) {
            assertThat(process.exitStatus()).isZero();
            assertThat(process.lines()).singleElement().asString().matches("secrets-cache \\d+\\.\\d+\\.\\d+\\S* .*");
        }
    }

    @Test
    void checkConfig_fileWithASpaceInItsName_isChecked() throws Exception {
        Path config = Files.writeString(folder.resolve("my config.yaml"), "cache: { ttl: 3m }\n");

        try (ExtensionProcess process = ExtensionProcess.start(environment, "--check-config", config.toString())) {
            assertThat(process.exitStatus()).isZero();
            assertThat(process.lines())
                    .startsWith(config + ": valid, 0 secrets listed")
                    .contains("cache.ttl = 3m (" + config + ":1:15)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_REGION, US_EAST_1, 'AWS_REGION=US_EAST_1: Configured region (US_EAST_1) resulted in an invalid URI'",
        "AWS_MAX_ATTEMPTS, abc, 'AWS_MAX_ATTEMPTS=abc: For input string: \"abc\"'",
        "AWS_USE_FIPS_ENDPOINT, true, 'AWS_USE_FIPS_ENDPOINT=true: Invalid Configuration: FIPS and custom endpoint'",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER, my-host, 'AWS_ENDPOINT_URL_SECRETS_MANAGER=my-host: The URI scheme'",
        "AWS_CONFIG_FILE, /proc/self/cmdline, 'AWS_CONFIG_FILE=/proc/self/cmdline: '",
        "AWS_CA_BUNDLE, /no/such.pem, 'AWS_CA_BUNDLE is /no/such.pem: there is no such file'",
        "HTTPS_PROXY, socks5://proxy, 'HTTPS_PROXY holds no proxy that can be used'"
    })
    void checkConfig_variableThatTheSdkRefuses_isOneLine(String variable, String value, String line) throws Exception {
        if (variable.equals("AWS_REGION")) {
            environment.remove("AWS_ENDPOINT_URL_SECRETS_MANAGER");
        }
        environment.put(variable, value);
        Path config = Files.writeString(folder.resolve("config.yaml"), "SecretManagers: [{ secrets: [s] }]\n");

        try (ExtensionProcess process = ExtensionProcess.start(environment, "--check-config", config.toString())) {
            assertThat(process.lines()).singleElement().asString().startsWith("[secrets-cache] ERROR " + line);
            assertThat(process.exitStatus()).isEqualTo(2);
        }
    }

    private String read(String token) {
        return read("/cache/s", token);
    }

    private String read(String path, String token) {
        try {
            HttpURLConnection connection = connect(path, token);
            int status = connection.getResponseCode();
            byte[] body = (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
            return status + " " + new String(body, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Tries until the process listens. */
    private HttpURLConnection connect(String path, String token) throws IOException {
        while (true) {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", token);
            try {
                connection.connect();
                return connection;
            } catch (ConnectException notYet) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }
}
