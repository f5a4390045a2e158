package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A sidecar of the layer with its own runtime, as a process. */
final class RunningSidecar implements AutoCloseable {
    private static final String TOKEN = "token-of-the-tests-of-the-layer";

    private final Process process;
    private final Path log;
    private final int port;

    private RunningSidecar(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** @param variables the environment, beside what every sidecar needs; an empty one takes its default away */
    static RunningSidecar start(Path layer, Path folder, Map<String, String> variables) throws IOException {
        int port = freePort();
        Path log = Files.createTempFile(folder, "sidecar", ".log");
        Path config = Files.writeString(folder.resolve("config.yaml"), "SecretManagers:\n  - secrets: [secret_now]\n");
        ProcessBuilder builder =
                new ProcessBuilder(layer.resolve("extensions/secrets-cache").toString());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", "/usr/bin:/bin",
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "AKIDTEST",
                        "AWS_SECRET_ACCESS_KEY", "none",
                        "SECRETS_CACHE_TOKEN", TOKEN,
                        "SECRETS_CACHE_PORT", String.valueOf(port),
                        "SECRETS_CACHE_CONFIG", config.toString()));
        builder.environment().putAll(variables);
        builder.environment().values().removeIf(String::isEmpty);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new RunningSidecar(builder.start(), log, port);
    }

    /** Waits until it answers reads, which may fail. */
    void awaitHealthy(Duration within) throws Exception {
        if (!triedUntil200("/ping", within).startsWith("200 ")) {
            throw new IllegalStateException("it does not get ready: " + process + "\n" + log());
        }
    }

    /** {@return status and body of a read, tried again until it is 200 or the time is up} */
    String read(Duration within) throws Exception {
        return triedUntil200("/cache/secret_now", within);
    }

    private String triedUntil200(String path, Duration within) throws Exception {
        long end = System.nanoTime() + within.toNanos();
        String last = "";
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                last = get(path);
                if (last.startsWith("200 ")) {
                    return last;
                }
            } catch (IOException e) {
                last = String.valueOf(e);
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        return last;
    }

    String get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", TOKEN);
        connection.setReadTimeout(30_000);
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(body.readAllBytes(), UTF_8);
        }
    }

    /** {@return the begin of a request, which has the token} */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-Aws-Parameters-Secrets-Token", TOKEN);
    }

    int threadCount() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            return (int) tasks.count();
        }
    }

    /** {@return the threads by name, each with how often it has gone to sleep} */
    Map<String, Long> threads() throws IOException {
        Map<String, Long> found = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String sleeps = Files.readAllLines(task.resolve("status")).stream()
                        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                        .findFirst()
                        .orElseThrow();
                found.merge(
                        Files.readString(task.resolve("comm")).strip(),
                        Long.parseLong(sleeps.replaceAll("\\D", "")),
                        Long::sum);
            }
        }
        return found;
    }

    /** Leaves it alone for a while; returns early if it ends. */
    void leaveAlone(Duration time) throws InterruptedException {
        process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** {@return how long it took to end after SIGTERM} */
    Duration end() throws Exception {
        return endAfter(process::destroy);
    }

    /** {@return how long it took to end after something} */
    Duration endAfter(Runnable signal) throws Exception {
        long before = System.nanoTime();
        signal.run();
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("it does not end in order: " + process + "\n" + log());
        }
        return Duration.ofNanos(System.nanoTime() - before);
    }

    List<String> log() throws IOException {
        return new ArrayList<>(Files.readAllLines(log));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
