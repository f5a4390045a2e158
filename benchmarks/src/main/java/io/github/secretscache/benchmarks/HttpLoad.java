package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of a secret of 1 KiB over HTTP, from one connection to many, ours beside the peer's. */
final class HttpLoad {
    private static final int RUNS = 3;
    private static final List<Integer> CONNECTIONS = List.of(1, 4, 64, 350);
    private static final Duration DURATION = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final String OF_AWS = ", AWS-compatible path";
    private static final String AWS_PATH = "ours" + OF_AWS;
    /** The one that the targets are set for. */
    private static final int TARGET_CONNECTIONS = 4;

    private HttpLoad() {}

    private record Series(String name, URI uri, int connections, Samples rate, Samples p50, Samples p99) {
        Series(String name, URI uri, int connections) {
            this(name, uri, connections, new Samples(), new Samples(), new Samples());
        }

        void run() {
            Load.Result result = Load.run(uri, connections, DURATION);
            rate.add(result.perSecond());
            p50.add(result.p50Micros());
            p99.add(result.p99Micros());
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        Optional<Layer> base = Arguments.taken(rest, "--base").map(HttpLoad::base);
        Arguments given = Arguments.of(rest, RUNS);
        Report report = new Report("http-load", "Reads over HTTP", given);
        Layer ours = Layer.best();
        int peerPort = Stage.freePort();
        int ownPort = Stage.freePort();
        int basePort = Stage.freePort();
        List<Series> all = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            all.add(new Series("peer", Stage.nativeUri(peerPort, 1), connections));
            all.add(new Series("ours", Stage.nativeUri(ownPort, 1), connections));
            all.add(new Series(AWS_PATH, Stage.awsUri(ownPort, 1), connections));
            if (base.isPresent()) {
                String name = base.get().name();
                all.add(new Series(name, Stage.nativeUri(basePort, 1), connections));
                all.add(new Series(name + OF_AWS, Stage.awsUri(basePort, 1), connections));
            }
        }
        try (Stage stage = new Stage();
                LocalLambda peer = stage.idle(Layer.peer(), 1, peerPort);
                LocalLambda own = stage.idle(ours, 1, ownPort);
                LocalLambda older = base.isPresent() ? stage.idle(base.get(), 1, basePort) : null) {
            System.out.println("http-load, warm-up of " + name(peer) + " and " + name(own));
            if (!Reading.isServed(Stage.awsUri(ownPort, 1))) {
                System.err.println("******** NOT MEASURED: the AWS-compatible path: it does not answer 200");
                report.text("**Not measured, because it did not answer 200: the AWS-compatible path.**");
                all.removeIf(series -> series.name.equals(AWS_PATH));
            }
            warmUp(all);
            for (int run = 1; run <= given.runs(); run++) {
                for (Series series : all) {
                    System.out.println("http-load, run " + run + " of " + given.runs() + ": " + series.name + ", "
                            + series.connections + " connections");
                    series.run();
                }
            }
        }
        base.ifPresent(layer -> compare(report, layer.name(), all));
        write(report, ours, all);
    }

    /** A build of another commit, which may read no bundle of authorities: it gets a trust store. */
    private static Layer base(String nameAndFolder) {
        String[] parts = nameAndFolder.split("=", 2);
        if (parts.length < 2) {
            System.err.println("benchmarks: --base needs NAME=FOLDER");
            System.exit(2);
        }
        return new Layer(parts[0], Path.of(parts[1]).toAbsolutePath(), Map.of());
    }

    private static void compare(Report report, String base, List<Series> all) {
        report.text(base + " is the layer built from that commit, given by `--base`.");
        for (String path : List.of("", OF_AWS)) {
            double rate = rate(all, "ours" + path) / rate(all, base + path);
            report.atLeast("reads/s, 4 connections" + path, 1.15, rate, " × those of " + base);
        }
    }

    private static double rate(List<Series> all, String name) {
        return all.stream()
                .filter(series -> series.connections == TARGET_CONNECTIONS && series.name.equals(name))
                .mapToDouble(series -> series.rate.median())
                .sum();
    }

    private static String name(LocalLambda lambda) {
        return lambda.initReport().extensions().get(0).name();
    }

    private static void warmUp(List<Series> all) {
        all.stream()
                .filter(series -> series.connections == TARGET_CONNECTIONS)
                .peek(series -> Reading.untilServed(series.uri))
                .forEach(series -> Load.run(series.uri, series.connections, WARM_UP));
    }

    private static void write(Report report, Layer ours, List<Series> all) {
        report.text("Reads of a secret of 1 KiB over kept connections by " + Load.driver() + ", one thread, "
                + DURATION.toSeconds() + " s each, all in turn, on the same machine as the server; medians of the runs."
                + " Ours is the " + ours.name() + ". The ratio is that of the rates.");
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    String.valueOf(series.connections),
                    series.name,
                    Report.number(series.rate.median()),
                    Report.number(series.rate.median() / peer(all, series).rate.median()),
                    Report.number(series.p50.median()),
                    Report.number(series.p99.median())));
        }
        report.table(List.of("connections", "server", "reads/s", "ratio to the peer", "p50 µs", "p99 µs"), rows);
        all.stream()
                .filter(series -> series.connections == TARGET_CONNECTIONS && series.name.equals("ours"))
                .forEach(own -> {
                    Series peer = peer(all, own);
                    double rate = own.rate.median() / peer.rate.median();
                    report.atLeast("reads/s, 4 connections", 5, rate, " × the peer's");
                    double latency = own.p99.median() / peer.p50.median();
                    report.atMost("p99, 4 connections", 1, latency, " × the peer's p50");
                });
        report.write();
    }

    private static Series peer(List<Series> all, Series other) {
        return all.stream()
                .filter(series -> series.name.equals("peer") && series.connections == other.connections)
                .findFirst()
                .orElseThrow();
    }
}
