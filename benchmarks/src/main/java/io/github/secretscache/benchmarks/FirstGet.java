package io.github.secretscache.benchmarks;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.locallambda.LocalLambda;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The first read of a secret in a fresh JVM: by client-sdk, by the JDK's HttpClient, by the AWS SDK. */
final class FirstGet {
    private static final int RUNS = 20;
    /** As Lambda starts a Java function. */
    private static final List<String> LAMBDA_OPTIONS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx400m");

    private FirstGet() {}

    /** Reads by client-sdk; its JVM has this class and that jar. */
    static final class ByClient {
        private ByClient() {}

        /** Takes the address of the server and the name; prints the nanoseconds. */
        public static void main(String[] arguments) {
            long begin = System.nanoTime();
            String value = SecretsCacheClient.builder()
                    .endpoint(URI.create(arguments[0]))
                    .build()
                    .get(arguments[1])
                    .asString();
            System.out.println((System.nanoTime() - begin) + " " + value.length());
        }
    }

    /** Reads by java.net.http. */
    static final class ByHttpClient {
        private ByHttpClient() {}

        /** Takes the address of the server and the name; prints the nanoseconds. */
        public static void main(String[] arguments) throws IOException, InterruptedException {
            long begin = System.nanoTime();
            URI uri = URI.create(arguments[0] + "/cache/" + arguments[1]);
            String value = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            System.out.println((System.nanoTime() - begin) + " " + value.length());
        }
    }

    /** Reads by the AWS SDK with the HTTP client that starts fastest. */
    static final class BySdk {
        private BySdk() {}

        /** Takes any address and the name; prints the nanoseconds. */
        public static void main(String[] arguments) {
            long begin = System.nanoTime();
            try (SecretsManagerClient client = SecretsManagerClient.builder()
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .build()) {
                String value = client.getSecretValue(request -> request.secretId(arguments[1]))
                        .secretString();
                System.out.println((System.nanoTime() - begin) + " " + value.length());
            }
        }
    }

    private record Probe(String name, Class<?> main, List<Path> libraries) {}

    private record Series(Probe probe, int jdk, Path home, Samples millis) {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("first-get", "First read in a fresh JVM", given);
        List<Probe> probes = List.of(
                new Probe("client-sdk, from the layer", ByClient.class, Libraries.client()),
                new Probe("`java.net.http.HttpClient`, from the layer", ByHttpClient.class, List.of()),
                new Probe("`SecretsManagerClient`, from Secrets Manager", BySdk.class, Libraries.sdk()));
        Layer layer = Layer.best();
        int port = Stage.freePort();
        List<Series> all = Stream.of(25, 17)
                .flatMap(jdk -> Jdks.home(jdk).stream()
                        .flatMap(home -> probes.stream().map(probe -> new Series(probe, jdk, home, new Samples()))))
                .toList();
        try (Stage stage = new Stage();
                LocalLambda lambda = stage.idle(layer, 1, port)) {
            Reading.untilServed(Stage.nativeUri(port, 1));
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("first-get, run " + run + " of " + given.runs());
                all.forEach(series -> series.millis.add(millis(stage, series, port)));
            }
            lambda.shutdown("spindown");
        }
        write(report, all, layer);
    }

    private static double millis(Stage stage, Series series, int port) {
        List<String> line =
                new ArrayList<>(List.of(series.home.resolve("bin/java").toString()));
        line.addAll(LAMBDA_OPTIONS);
        line.addAll(stage.endpoint().javaOptions());
        line.addAll(List.of(
                "-Daws.endpointUrlSecretsManager=" + stage.endpoint().httpsUri(),
                "-Daws.region=us-east-1",
                "-Daws.accessKeyId=AKIDBENCHMARK",
                "-Daws.secretAccessKey=benchmark-secret-key",
                "-cp",
                Libraries.classPath(series.probe.libraries),
                series.probe.main.getName(),
                "http://127.0.0.1:" + port,
                Stage.FIRST));
        String[] printed = Command.run(line).strip().split("\\s+", -1);
        if (!printed[printed.length - 1].equals(String.valueOf(Stage.VALUE_BYTES))) {
            throw new IllegalStateException(series.probe.name + ": " + String.join(" ", printed));
        }
        return Long.parseLong(printed[printed.length - 2]) / 1e6;
    }

    private static void write(Report report, List<Series> all, Layer layer) {
        report.text(
                "Milliseconds in the program, from before the client is created until it has the value, in a new JVM"
                        + " for each read, all in turn; JVM options as in Lambda, `" + String.join(" ", LAMBDA_OPTIONS)
                        + "`. A secret of 1 KiB, cached in the extension ("
                        + layer.name() + "); Secrets Manager is"
                        + " local-lambda's, over HTTPS, and the AWS SDK has url-connection-client, the transport that starts"
                        + " fastest.");
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.probe.name,
                    String.valueOf(series.jdk),
                    Report.number(series.millis.median()),
                    Report.number(series.millis.min()),
                    Report.number(series.millis.max())));
        }
        report.table(List.of("first read by", "JDK", "median", "fastest", "slowest"), rows);
        all.stream()
                .filter(series -> series.probe.main == ByClient.class)
                .forEach(series -> report.atMost(
                        "first `get` of client-sdk, JDK " + series.jdk, 120, series.millis.median(), " ms"));
        report.write();
    }
}
