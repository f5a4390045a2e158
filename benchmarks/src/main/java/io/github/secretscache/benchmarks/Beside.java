package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Compares any server of the port-2773 protocol, such as AWS's agent, with our sidecar: start, memory, reads, CPU. A command
 * starts the other server, because AWS's agent is in no package registry.
 */
final class Beside {
    private static final int RUNS = 5;
    private static final String OPTION = "--server";
    private static final List<Load.Shape> CONNECTIONS = List.of(
            new Load.Shape(1, true), new Load.Shape(4, true), new Load.Shape(64, true), new Load.Shape(4, false));
    private static final Duration READING = Duration.ofSeconds(5);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private Beside() {}

    /** How a server is started: {@code bash -c} in an environment of its own, so that a command may have options. */
    private record Subject(String name, String command, Map<String, String> environment, Results results) {
        Process start(int port) {
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec " + command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            builder.environment().put("PORT", String.valueOf(port));
            builder.environment().put("SECRETS_CACHE_PORT", String.valueOf(port));
            try {
                return builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Results(
            Samples start, Samples resident, Map<Load.Shape, Samples> reads, Map<Load.Shape, Samples> cpu) {
        static Results empty() {
            return new Results(new Samples(), new Samples(), new HashMap<>(), new HashMap<>());
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        String command = Arguments.taken(rest, OPTION).orElse("");
        if (command.isEmpty()) {
            System.err.println(
                    "benchmarks: beside needs " + OPTION + " 'COMMAND', which starts a server of the port-2773"
                            + " protocol on 127.0.0.1:$PORT in the foreground");
            System.exit(2);
        }
        Arguments given = Arguments.of(rest, RUNS);
        Report report = new Report("beside", "Compared with another server", given);
        try (Stage stage = new Stage()) {
            Layer layer = Layer.best();
            List<Subject> all = List.of(
                    new Subject("the other server", command, environment(stage), Results.empty()), own(stage, layer));
            for (int run = 1; run <= given.runs(); run++) {
                for (Subject subject : all) {
                    System.out.println("beside, run " + run + " of " + given.runs() + ": " + subject.name);
                    run(subject);
                }
            }
            write(report, command, layer, all);
        }
    }

    private static Subject own(Stage stage, Layer layer) {
        Map<String, String> environment = environment(stage);
        Path config = stage.function("beside", 1).resolve("config.yaml");
        environment.put("SECRETS_CACHE_CONFIG", config.toAbsolutePath().toString());
        environment.remove("SECRETS_CACHE_JAVA_OPTIONS");
        environment.putAll(stage.trust(layer));
        environment.putAll(layer.environment());
        Path launcher = layer.folder().resolve("extensions/secrets-cache").toAbsolutePath();
        return new Subject("Secrets Cache", "'" + launcher + "'", environment, Results.empty());
    }

    /** What either needs: credentials, the token, and a Secrets Manager over HTTPS whose authority it trusts. */
    private static Map<String, String> environment(Stage stage) {
        Map<String, String> environment = new TreeMap<>(stage.endpoint().environment());
        environment.put("SSL_CERT_FILE", stage.endpoint().authorityFile().toString());
        // For an older build of ours, which read no bundle.
        environment.put(
                "SECRETS_CACHE_JAVA_OPTIONS", String.join(" ", stage.endpoint().javaOptions()));
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "AKIDBENCHMARK");
        environment.put("AWS_SECRET_ACCESS_KEY", "benchmark-secret-key");
        environment.put("AWS_TOKEN", Stage.TOKEN);
        return environment;
    }

    private static void run(Subject subject) {
        int port = Stage.freePort();
        URI secret = Stage.awsUri(port, 1);
        long begin = System.nanoTime();
        Process process = subject.start(port);
        try {
            Reading.untilServed(secret);
            subject.results.start.add((System.nanoTime() - begin) / 1e6);
            LockSupport.parkNanos(SETTLE.toNanos());
            subject.results.resident.add(resident(process));
            for (Load.Shape shape : CONNECTIONS) {
                load(subject.results, process, secret, shape);
            }
        } finally {
            family(process).forEach(ProcessHandle::destroy);
            waitFor(process);
        }
    }

    private static void load(Results results, Process process, URI secret, Load.Shape shape) {
        double before = cpuMicros(process);
        double reads = Load.run(secret, shape, READING).perSecond();
        double micros = (cpuMicros(process) - before) / (reads * READING.toSeconds());
        results.reads.computeIfAbsent(shape, c -> new Samples()).add(reads);
        results.cpu.computeIfAbsent(shape, c -> new Samples()).add(micros);
    }

    /** The command may be a script that starts another process. */
    private static Stream<ProcessHandle> family(Process process) {
        return Stream.concat(process.toHandle().descendants(), Stream.of(process.toHandle()));
    }

    private static double resident(Process process) {
        return family(process)
                .mapToDouble(each -> MemoryUse.of(each.pid()).resident())
                .sum();
    }

    private static double cpuMicros(Process process) {
        return family(process)
                        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toNanos)
                        .sum()
                / 1e3;
    }

    private static void waitFor(Process process) {
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                family(process).forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Report report, String command, Layer layer, List<Subject> all) {
        report.text(
                "The other server: `" + command + "`. Secrets Cache: " + layer.name() + ", as a sidecar that lists the"
                        + " secret. Both read one secret of 1 KiB from the same Secrets Manager over HTTPS, started anew for each"
                        + " run, in turn; medians. *Start* is the time from the start of the process to the first answered read;"
                        + " *resident* is 2 s later. Reads go over kept connections, or a new one for each, by "
                        + Load.driver() + ", "
                        + READING.toSeconds() + " s each; *CPU* is the server's own time for one of them.");
        report.table(
                List.of("what", all.get(0).name, all.get(1).name),
                Stream.of(
                                Stream.of(
                                        row("start, ms", all, each -> each.start),
                                        row("resident, idle, MiB", all, each -> each.resident)),
                                CONNECTIONS.stream()
                                        .map(c -> row("reads/s, connections: " + c, all, each -> each.reads.get(c))),
                                CONNECTIONS.stream()
                                        .map(c -> row(
                                                "CPU of a read, µs, connections: " + c, all, each -> each.cpu.get(c))))
                        .flatMap(rows -> rows)
                        .toList());
        report.write();
    }

    private static List<String> row(String what, List<Subject> all, Function<Results, Samples> samples) {
        List<String> row = new ArrayList<>(List.of(what));
        all.forEach(each -> row.add(Report.number(samples.apply(each.results).median())));
        return row;
    }
}
