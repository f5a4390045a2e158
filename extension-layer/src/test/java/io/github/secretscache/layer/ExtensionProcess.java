package io.github.secretscache.layer;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The real extension, started through the launcher of the layer in {@code target/layer} with an empty environment. */
final class ExtensionProcess implements AutoCloseable {
    static final Path LAUNCHER =
            Path.of("target/layer/extensions/secrets-cache").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final CompletableFuture<String> output;

    private ExtensionProcess(Process process, CompletableFuture<String> output) {
        this.process = process;
        this.output = output;
    }

    /** One whose log nobody reads. */
    static ExtensionProcess startUnread(Map<String, String> environment) throws IOException {
        return new ExtensionProcess(launch(environment), CompletableFuture.completedFuture(""));
    }

    static ExtensionProcess start(Map<String, String> environment, String... arguments) throws IOException {
        Process process = launch(environment, arguments);
        return new ExtensionProcess(process, CompletableFuture.supplyAsync(() -> readAll(process), OWN_THREAD));
    }

    private static Process launch(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, LAUNCHER.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", "/usr/bin:/bin");
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("AWS_REGION", "eu-west-1");
        // Not those in the home of who runs the tests.
        variables.put("AWS_CONFIG_FILE", "/dev/null");
        variables.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        // It lives for seconds, on a machine that may be busy.
        variables.put("SECRETS_CACHE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        variables.put("SECRETS_CACHE_REQUEST_TIMEOUT", "30s");
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Sends SIGTERM; the process's own {@code destroy} would also close what it writes to. */
    void terminate() {
        process.toHandle().destroy();
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    /** {@return what it wrote to stdout and stderr, when it has ended} */
    List<String> lines() {
        return output.join().lines().toList();
    }

    private static String readAll(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
