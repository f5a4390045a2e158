package io.github.secretscache.layer;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.log.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The extension in the process of the test: a scripted Lambda and scripted secrets, real sockets, a clock of the test. */
@Timeout(120)
abstract class ExtensionFixture {
    static final long PATIENCE_SECONDS = 30;
    private static final Duration FLUSH = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    final Map<String, String> environment = new HashMap<>();
    final FakeSecretSource source = new FakeSecretSource();
    final BlockingQueue<Integer> halts = new LinkedBlockingQueue<>();
    final FakeClock clock = new FakeClock();
    FakeExtensionsApi api;
    int port;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private OutputStream logBefore;

    @BeforeEach
    void startApi() throws IOException {
        api = new FakeExtensionsApi();
        port = ExtensionProcess.freePort();
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        logBefore = LogSink.redirect(log);
    }

    @AfterEach
    void stopApi() {
        source.gate().open();
        api.close();
        LogSink.flush(FLUSH);
        LogSink.configure(Level.INFO, false, InstantSource.system());
        LogSink.redirect(logBefore);
    }

    CompletableFuture<Integer> start() {
        return start(source);
    }

    CompletableFuture<Integer> start(SecretSource from) {
        return start(new Startup(new Environment(environment), clock, settings -> from));
    }

    CompletableFuture<Integer> start(Startup startup) {
        LambdaExtension extension = new LambdaExtension("secrets-cache", startup, new HaltGuard(halts::add));
        return CompletableFuture.supplyAsync(extension::run, OWN_THREAD);
    }

    /** Returns when it waits for the first event. */
    CompletableFuture<Integer> startAndWait() throws InterruptedException {
        CompletableFuture<Integer> status = start();
        api.await("event/next");
        return status;
    }

    void assertEndsWell(CompletableFuture<Integer> status) throws Exception {
        api.shutdown(clock.instant().plusSeconds(2));
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
    }

    static int join(CompletableFuture<Integer> status) throws Exception {
        return status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void list(String... names) throws IOException {
        for (String name : names) {
            source.put(name, "value of " + name);
        }
        config("SecretManagers: [{ secrets: [" + String.join(", ", List.of(names)) + "] }]");
    }

    void config(String yaml) throws IOException {
        environment.put(
                "SECRETS_CACHE_CONFIG",
                Files.writeString(folder.resolve("config.yaml"), yaml).toString());
    }

    /** {@return status and body of the answer} */
    String get(String path) {
        return get(path, Map.of());
    }

    String get(String path, Map<String, String> headers) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            headers.forEach(connection::setRequestProperty);
            int status = connection.getResponseCode();
            byte[] body = (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
            return status + " " + new String(body, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    String header(String path, String name) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.getInputStream().readAllBytes();
        return connection.getHeaderField(name);
    }

    String log() {
        LogSink.flush(FLUSH);
        return log.toString(StandardCharsets.UTF_8);
    }
}
