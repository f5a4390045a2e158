package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From the start of an extension's process to {@code register}, to the first {@code next}, to the last secret read. */
final class ExtensionStart {
    private static final int RUNS = 10;
    private static final List<Integer> SECRETS = List.of(1, 20);

    private final Map<String, Series> results = new LinkedHashMap<>();

    private ExtensionStart() {}

    private record Series(Samples registered, Samples next, Samples read) {
        Series() {
            this(new Samples(), new Samples(), new Samples());
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("startup", "Start of the extension", given);
        List<Layer> layers = Layer.all();
        report.layers(layers);
        ExtensionStart startup = new ExtensionStart();
        try (Stage stage = new Stage()) {
            layers.forEach(layer -> startup.run(stage, layer, 1, false));
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("start-up, run " + run + " of " + given.runs());
                for (int secrets : SECRETS) {
                    layers.forEach(layer -> startup.run(stage, layer, secrets, true));
                }
            }
        }
        startup.report(report, layers).write();
    }

    private void run(Stage stage, Layer layer, int secrets, boolean counted) {
        int port = Stage.freePort();
        try (LocalLambda lambda = stage.idle(layer, secrets, port)) {
            Reading.untilServed(Stage.nativeUri(port, secrets));
            Instant read = Instant.now();
            InitReport.ExtensionTimes times = lambda.initReport().extensions().get(0);
            if (counted) {
                Series series = results.computeIfAbsent(key(layer, secrets), any -> new Series());
                series.registered.add(millis(times, times.registerAnswered()));
                series.next.add(millis(times, times.firstNext()));
                series.read.add(millis(times, read));
            }
        }
    }

    private static double millis(InitReport.ExtensionTimes times, @Nullable Instant moment) {
        return Duration.between(Objects.requireNonNull(times.processStart()), Objects.requireNonNull(moment))
                        .toNanos()
                / 1e6;
    }

    private static String key(Layer layer, int secrets) {
        return layer.name() + "/" + secrets;
    }

    private Series series(Layer layer, int secrets) {
        return Objects.requireNonNull(results.get(key(layer, secrets)));
    }

    private Report report(Report report, List<Layer> layers) {
        List<List<String>> rows = new ArrayList<>();
        for (int secrets : SECRETS) {
            Series peer = series(layers.get(0), secrets);
            for (Layer layer : layers) {
                Series own = series(layer, secrets);
                rows.add(List.of(
                        layer.name(),
                        String.valueOf(secrets),
                        cell(own.registered),
                        ratio(own.registered, peer.registered),
                        cell(own.next),
                        ratio(own.next, peer.next),
                        cell(own.read),
                        ratio(own.read, peer.read)));
            }
        }
        report.text(
                "Milliseconds since the start of the extension's process: median (fastest to slowest of the runs), and the"
                        + " ratio to the peer's. Each run has a new process, all in turn, each in local-lambda with a runtime"
                        + " that does nothing; Secrets Manager over HTTPS for all. The peer, like the original demo, does not wait for"
                        + " its secrets before `next`, but ours does. So *last secret read* is the fair comparison of the work as a"
                        + " whole: the first moment at which all secrets can be read over HTTP.");
        report.table(
                List.of(
                        "extension",
                        "secrets",
                        "`register` answered",
                        "ratio",
                        "first `next`",
                        "ratio",
                        "last secret read",
                        "ratio"),
                rows);
        layers.stream().filter(layer -> layer.name().equals(Layer.OWN_RUNTIME)).forEach(own -> {
            Series mine = series(own, 1);
            Series peer = series(layers.get(0), 1);
            double registered = mine.registered.median() / peer.registered.median();
            double next = mine.next.median() / peer.next.median();
            report.atMost("`register` answered, 1 secret", 0.28, registered, " × the peer's");
            report.atMost("first `next`, 1 secret", 0.55, next, " × the peer's");
        });
        return report;
    }

    private static String cell(Samples samples) {
        return String.format(Locale.ROOT, "%.0f (%.0f–%.0f)", samples.median(), samples.min(), samples.max());
    }

    private static String ratio(Samples own, Samples peer) {
        return Report.number(own.median() / peer.median());
    }
}
