package io.github.secretscache.benchmarks;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.EnvironmentVariable;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a hostile client does to the reads of another. Server and reader share one processor, the attacker has the other;
 * the server has the heap of a function with 128 MB.
 */
final class HostileClient {
    private static final int RUNS = 1;
    private static final Duration ATTACK = Duration.ofSeconds(6);
    private static final Duration READING = Duration.ofSeconds(4);

    /** As the launcher has them in a function with 128 MB. */
    private static final List<String> OPTIONS = List.of("-Xmx32m", "-Xms8m", "-Xmn4m", "-XX:TieredStopAtLevel=1");

    private static final double LIMIT_MILLIS = 20;

    private HostileClient() {}

    /** What a reader saw. */
    private record Seen(double p50Micros, double p99Micros, double maxMicros, int reads) {
        static Seen parse(String line) {
            String[] words = line.strip().split(" ", -1);
            return new Seen(
                    Double.parseDouble(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Integer.parseInt(words[3]));
        }
    }

    /** See {@code benchmarks/run}; with a role as its first argument, one of the processes that it starts. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "server" -> serve();
            case "reader" -> read(Integer.parseInt(arguments[1]));
            case "attacker" -> Attack.of(Integer.parseInt(arguments[1])).run(Integer.parseInt(arguments[2]), ATTACK);
            case "--attack" ->
                measure(
                        attacksNamed(arguments),
                        Arguments.of(Arrays.copyOfRange(arguments, 2, arguments.length), RUNS));
            default -> measure(List.of(), Arguments.of(arguments, RUNS));
        }
    }

    /** The attacks whose names hold a text. */
    private static List<Integer> attacksNamed(String[] arguments) {
        List<Integer> named = IntStream.range(0, Attack.all().size())
                .filter(i -> arguments.length > 1 && Attack.of(i).name().contains(arguments[1]))
                .boxed()
                .toList();
        if (named.isEmpty()) {
            System.err.println("benchmarks: expected --attack with a part of an attack's name, as in "
                    + "docs/benchmarks/hostile-client.md");
            System.exit(2);
        }
        return named;
    }

    /** @param only these attacks, and no page; all, if there is none */
    private static void measure(List<Integer> only, Arguments given) throws IOException, InterruptedException {
        Report report = new Report("hostile-client", "A hostile client and a reader", given);
        report.text(
                "A reader asks for a secret of 1 KiB every 2 ms on a kept connection. Server and reader are pinned to"
                        + " one processor, the attacker to another; the server is Java "
                        + Runtime.version().feature()
                        + " with the jars and the options of the layer in a function with 128 MB ("
                        + String.join(" ", OPTIONS) + "). Each attack lasts " + ATTACK.toSeconds()
                        + " s; the reader's times are those of " + READING.toSeconds()
                        + " s in it, the worst of the runs.");
        List<List<String>> rows = new ArrayList<>();
        Process server = java(0, OPTIONS, "server").start();
        try {
            int port = Integer.parseInt(line(server));
            Seen warm = reader(port);
            System.out.println("hostile-client: warm-up " + warm);
            rows.add(row("none", 0, reader(port)));
            double worst = 0;
            for (int i : only.isEmpty()
                    ? IntStream.range(0, Attack.all().size()).boxed().toList()
                    : only) {
                Seen seen = null;
                long requests = 0;
                for (int run = 0; run < given.runs(); run++) {
                    Process attacker = java(1, List.of(), "attacker", String.valueOf(i), String.valueOf(port))
                            .start();
                    Thread.sleep(1_000);
                    Seen now = reader(port);
                    requests = Long.parseLong(line(attacker));
                    attacker.waitFor();
                    // The server reads what is left of this attack before it sees that the connections are closed.
                    Thread.sleep(3_000);
                    seen = seen == null || now.p99Micros > seen.p99Micros ? now : seen;
                }
                Seen told = Objects.requireNonNull(seen);
                worst = Math.max(worst, told.p99Micros);
                rows.add(row(Attack.of(i).name() + ", " + Attack.of(i).connections() + " connections", requests, told));
                System.out.println("hostile-client: " + rows.get(rows.size() - 1));
            }
            report.table(List.of("attack", "its requests", "reads", "p50 ms", "p99 ms", "longest ms"), rows);
            report.atMost("p99 beside any attack", LIMIT_MILLIS, worst / 1e3, " ms");
            report.atLeast("server alive after all", 1, server.isAlive() ? 1 : 0, "");
        } finally {
            server.destroyForcibly();
        }
        if (only.isEmpty()) {
            report.write();
        }
    }

    private static List<String> row(String attack, long requests, Seen seen) {
        return List.of(
                attack,
                Report.number((double) requests),
                Report.number(seen.reads),
                Report.number(seen.p50Micros / 1e3),
                Report.number(seen.p99Micros / 1e3),
                Report.number(seen.maxMicros / 1e3));
    }

    private static Seen reader(int port) throws IOException {
        return Seen.parse(
                line(java(0, List.of(), "reader", String.valueOf(port)).start()));
    }

    private static ProcessBuilder java(int processor, List<String> options, String... arguments) {
        List<String> line = new ArrayList<>(List.of("taskset", "-c", String.valueOf(processor)));
        line.add(System.getProperty("java.home") + "/bin/java");
        line.add("-XX:+UseSerialGC");
        line.addAll(options);
        line.addAll(List.of("-cp", classPath(), HostileClient.class.getName()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** This program and the jars of the layer: the JVM keeps the directory of each jar in its heap. */
    private static String classPath() {
        String own = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
        return own + File.pathSeparator + Layer.JARS_ONLY + "/secrets-cache/lib/*";
    }

    private static String line(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null) {
            throw new IOException("a process ended without an answer");
        }
        return line;
    }

    private static void serve() throws InterruptedException {
        SecretsCache cache = SecretsCache.builder()
                .source(new Sizes64())
                .secrets(List.of(ListedSecret.of(SecretId.of(Stage.FIRST)), ListedSecret.of(SecretId.of("json"))))
                .build();
        HttpFrontend server = HttpFrontend.builder().port(0).start();
        EnvironmentVariable variable =
                new EnvironmentVariable("A", SecretKind.SECRET, Stage.FIRST, null, null, false, false);
        server.serve(
                cache,
                ServeOptions.builder()
                        .token(Stage.TOKEN)
                        .environment(List.of(variable))
                        .build());
        System.out.println(server.ports().get(0));
        Thread.currentThread().join();
    }

    private static void read(int port) {
        try (PacedReader reader = new PacedReader(port)) {
            System.out.println(reader.read(READING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A secret of 1 KiB, one of 64 KiB of JSON, any number of 64 KiB, and others that do not exist. */
    private static final class Sizes64 implements SecretSource {
        private static final String LARGE = "x".repeat(65_536);
        private static final String JSON = "{\"first\":[" + "1,".repeat(32_000) + "1],\"last\":\"x\"}";

        @Override
        public SecretValue fetch(SecretId id) {
            if (id.name().startsWith("none")) {
                throw new SecretFetchException(SecretFetchException.Reason.NOT_FOUND, "no such secret", null);
            }
            String text = id.name().startsWith("large") ? LARGE : id.name().equals("json") ? JSON : Frontend.VALUE;
            String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + id.name() + "-AbCdEf";
            return SecretValue.ofText(SecretValue.Description.of(arn, id.name(), "version"), text);
        }

        @Override
        public void close() {}
    }
}
