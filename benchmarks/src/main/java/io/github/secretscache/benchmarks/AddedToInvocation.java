package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a layer adds to the initialisation and to the invocations of a function that does nothing. */
final class AddedToInvocation {
    private static final int RUNS = 10;
    private static final int INVOCATIONS_A_RUN = 50;
    private static final int WARM_UP = 50;
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final Pattern DURATION = Pattern.compile("REPORT RequestId: .*?\tDuration: ([0-9.]+) ms");

    private AddedToInvocation() {}

    private record Series(@Nullable Layer layer, Path function, Samples init, Samples first, Samples warm) {
        Series(@Nullable Layer layer, Path function) {
            this(layer, function, new Samples(), new Samples(), new Samples());
        }

        String name() {
            return layer == null ? "no layer" : layer.name();
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("invocation", "What a layer adds to an invocation", given);
        List<Layer> layers = Layer.all();
        report.layers(layers);
        try (Stage stage = new Stage()) {
            List<Series> all = all(stage, layers);
            all.forEach(series -> cold(stage, new Series(series.layer, series.function)));
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("invocation, cold, run " + run + " of " + given.runs());
                all.forEach(series -> cold(stage, series));
            }
            warm(stage, all, given.runs());
            write(report, all, given.runs());
        }
    }

    private static List<Series> all(Stage stage, List<Layer> layers) throws IOException {
        Path idle = stage.function("noop", 1);
        Files.writeString(idle.resolve("index.js"), "exports.handler = async () => ({});\n");
        List<Series> all = new ArrayList<>(List.of(new Series(null, idle)));
        layers.forEach(layer -> all.add(new Series(layer, idle)));

        Path wrapped = stage.function("wrapped", 1);
        Files.writeString(
                wrapped.resolve("config.yaml"),
                "environment:\n  VALUE: { secret: " + Stage.FIRST + " }\n",
                StandardOpenOption.APPEND);
        Files.writeString(wrapped.resolve("index.js"), """
                const length = process.env.VALUE.length;
                exports.handler = async () => ({ length });
                """);
        layers.stream().filter(Layer::hasOwnRuntime).forEach(layer -> all.add(new Series(layer.wrapping(), wrapped)));
        return all;
    }

    private static void cold(Stage stage, Series series) {
        try (LocalLambda lambda = start(stage, series)) {
            InitReport init = lambda.initReport();
            series.init.add(Duration.between(init.begin(), init.end()).toNanos() / 1e6);
            series.first.add(millis(lambda));
        }
    }

    /** Starts all of them at once and invokes them in turn; those that wait are frozen. */
    private static void warm(Stage stage, List<Series> all, int runs) {
        List<LocalLambda> running = new ArrayList<>();
        try {
            for (Series series : all) {
                LocalLambda lambda = start(stage, series);
                running.add(lambda);
                for (int i = 0; i < WARM_UP; i++) {
                    millis(lambda);
                }
            }
            for (int i = 0; i < runs * INVOCATIONS_A_RUN; i++) {
                if (i % INVOCATIONS_A_RUN == 0) {
                    System.out.println("invocation, warm, run " + (i / INVOCATIONS_A_RUN + 1) + " of " + runs);
                }
                for (int each = 0; each < all.size(); each++) {
                    all.get(each).warm.add(millis(running.get(each)));
                }
            }
        } finally {
            running.forEach(LocalLambda::close);
        }
    }

    private static LocalLambda start(Stage stage, Series series) {
        return stage.started(stage.lambda(series.layer, series.function, Stage.freePort())
                .nodeHandler("index.handler")
                .freezeBetweenInvocations(true)
                .earlyResponse(false));
    }

    /** The duration that Lambda bills: until the runtime and every extension are done. */
    private static double millis(LocalLambda lambda) {
        InvocationResult result = lambda.invoke(EVENT);
        Matcher report = DURATION.matcher(result.logTail());
        if (result.functionError() != null || !report.find()) {
            throw new IllegalStateException(result.payloadText() + result.logTail());
        }
        return Double.parseDouble(report.group(1));
    }

    private static void write(Report report, List<Series> all, int runs) {
        Series none = all.get(0);
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.name(),
                    Report.number(series.init.median()),
                    Report.number(series.first.median()),
                    Report.number(series.warm.median()),
                    added(series.warm.median() - none.warm.median()),
                    Report.number(series.warm.percentile(99))));
        }
        report.text("Milliseconds, with a Node.js function that returns at once and reads nothing; in the last line its"
                + " secret is an environment variable, so Node.js starts only with the value. *Init* is the time until"
                + " function and extension are ready, median of " + runs + " cold starts; *invocation* is the"
                + " duration that Lambda bills, until both are done: of the first one after a cold start, and, warm, of "
                + runs * INVOCATIONS_A_RUN + " of each, invoked in turn and frozen in between, with no refresh due.");
        report.table(List.of("layer", "init", "first invocation", "warm, median", "added", "warm, p99"), rows);
        ours(all)
                .ifPresent(own -> report.atMost(
                        "added to a warm invocation by the " + own.name() + ", median",
                        1,
                        own.warm.median() - none.warm.median(),
                        " ms"));
        report.write();
    }

    /** The fastest of ours comes first. */
    private static Optional<Series> ours(List<Series> all) {
        return all.stream()
                .filter(series -> series.layer != null && !series.layer.isPeer())
                .findFirst();
    }

    private static String added(double millis) {
        return (millis < 0 ? "−" : "+") + Report.number(Math.abs(millis));
    }
}
