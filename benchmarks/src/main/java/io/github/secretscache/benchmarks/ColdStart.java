package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cold starts of one Java function that reads one secret: by the AWS SDK, by Powertools, by our layer and client. */
final class ColdStart {
    private static final int RUNS = 10;
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    private ColdStart() {}

    private record Series(
            String name,
            Class<?> handler,
            Path function,
            @Nullable Layer layer,
            Samples init,
            Samples first,
            Samples sum) {
        Series(String name, Class<?> handler, Path function, @Nullable Layer layer) {
            this(name, handler, function, layer, new Samples(), new Samples(), new Samples());
        }

        /** The same, to warm up files and this JVM. */
        Series uncounted() {
            return new Series(name, handler, function, layer);
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("cold-start", "Cold start of a Java function that reads a secret", given);
        List<Layer> layers = Layer.all();
        report.layers(layers);
        List<Series> all = new ArrayList<>();
        try (Stage stage = new Stage()) {
            Path direct = function(stage, DirectSdkHandler.class, Libraries.sdk());
            all.add(new Series("AWS SDK in the function", DirectSdkHandler.class, direct, null));
            Path powertools = function(stage, PowertoolsHandler.class, Libraries.powertools());
            all.add(new Series("Powertools parameters", PowertoolsHandler.class, powertools, null));
            Path client = function(stage, ClientHandler.class, Libraries.client());
            for (Layer layer : layers) {
                if (!layer.isPeer()) {
                    all.add(new Series("client-sdk, " + layer.name(), ClientHandler.class, client, layer));
                }
            }
            all.forEach(series -> run(stage, series.uncounted()));
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("cold-start, run " + run + " of " + given.runs());
                all.forEach(series -> run(stage, series));
            }
        }
        write(report, all);
    }

    /** As it is deployed: the handler, what it uses of this package, and its libraries. */
    private static Path function(Stage stage, Class<?> handler, List<Path> libraries) throws IOException {
        Path function = stage.function(handler.getSimpleName(), 1);
        Path lib = Files.createDirectories(function.resolve("lib"));
        Files.createSymbolicLink(lib.resolve(Libraries.OWN.getFileName()), Libraries.OWN);
        for (Path library : libraries) {
            Files.createSymbolicLink(lib.resolve(library.getFileName()), library);
        }
        return function;
    }

    private static void run(Stage stage, Series series) {
        LocalLambdaBuilder builder =
                stage.lambda(series.layer, series.function, Stage.freePort()).javaHandler(series.handler.getName());
        try (LocalLambda lambda = stage.started(builder)) {
            InitReport report = lambda.initReport();
            double init = Duration.between(report.begin(), report.end()).toNanos() / 1e6;
            long begin = System.nanoTime();
            InvocationResult result = lambda.invoke(EVENT);
            double first = (System.nanoTime() - begin) / 1e6;
            if (!result.payloadText().equals("{\"length\":" + Stage.VALUE_BYTES + "}")) {
                throw new IllegalStateException(series.name + ": " + result.payloadText() + result.logTail());
            }
            series.init.add(init);
            series.first.add(first);
            series.sum.add(init + first);
        }
    }

    private static void write(Report report, List<Series> all) {
        Series direct = all.get(0);
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.name,
                    Report.number(series.init.median()),
                    Report.number(series.first.median()),
                    Report.number(series.sum.median()),
                    Report.number(series.sum.median() / direct.sum.median())));
        }
        report.text(
                "Milliseconds, medians. *Init* is the time until function and extension are ready, *first invocation* until the"
                        + " answer, with the secret's length in it, has arrived. The function runs on the measuring JVM's own"
                        + " Java with Lambda's options; client and provider are made in its constructor. AWS SDK and Powertools"
                        + " have the smallest set of jars that works, with url-connection-client; Secrets Manager is"
                        + " local-lambda's, over HTTPS. With a layer, init is that of two processes, on the processors that the"
                        + " machine has.");
        report.table(List.of("way to the secret", "init", "first invocation", "sum", "ratio"), rows);
        report.write();
    }
}
