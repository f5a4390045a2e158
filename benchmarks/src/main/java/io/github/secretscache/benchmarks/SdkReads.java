package io.github.secretscache.benchmarks;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A warm {@code GetSecretValue} of an AWS SDK, from Secrets Manager and through the cache; and the calls of an hour. */
final class SdkReads {
    private static final int RUNS = 3;
    private static final int WARM_UP = 2_000;
    private static final int READS = 500;
    private static final Duration LATENCY = Duration.ofMillis(10);
    private static final int SECONDS = 3_600;
    private static final Path JAVASCRIPT = Path.of("benchmarks/sdk-javascript");

    private SdkReads() {}

    /** A program on the SDK, which knows nothing of the cache. */
    static final class Reader {
        private Reader() {}

        /** Takes the name, how often to warm up and how often to read; prints the nanoseconds of each read. */
        public static void main(String[] arguments) {
            try (SecretsManagerClient client = SecretsManagerClient.create()) {
                for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                    nanosOfARead(client, arguments[0]);
                }
                for (int i = Integer.parseInt(arguments[2]); i > 0; i--) {
                    System.out.println(nanosOfARead(client, arguments[0]));
                }
            }
        }

        private static long nanosOfARead(SecretsManagerClient client, String name) {
            long begin = System.nanoTime();
            String value =
                    client.getSecretValue(request -> request.secretId(name)).secretString();
            long nanos = System.nanoTime() - begin;
            if (value.isEmpty()) {
                throw new IllegalStateException("no secret");
            }
            return nanos;
        }
    }

    /** Where the reads go. */
    private record Way(SecretsManagerEndpoint endpoint, boolean cached, int port) {
        /** What Lambda gives a function; and where the SDK is led, by one variable. */
        Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(endpoint.environment());
            environment.putAll(Map.of(
                    "AWS_REGION", "us-east-1",
                    "AWS_ACCESS_KEY_ID", "AKIDBENCHMARK",
                    "AWS_SECRET_ACCESS_KEY", "benchmark-secret-key",
                    "AWS_SESSION_TOKEN", Stage.TOKEN));
            if (cached) {
                environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://localhost:" + port);
            }
            return environment;
        }
    }

    private record Series(String client, Way way, List<String> command, Samples millis) {
        Series(String client, Way way, List<String> command) {
            this(client, way, command, new Samples());
        }

        void run() {
            List<String> line = new ArrayList<>(command);
            line.addAll(List.of(Stage.FIRST, String.valueOf(WARM_UP), String.valueOf(READS)));
            String printed = Command.run(line, way.environment());
            // The SDK for JavaScript warns of old versions of Node.js.
            List<String> nanos =
                    printed.lines().filter(each -> each.matches("\\d+")).toList();
            if (nanos.size() != READS) {
                throw new IllegalStateException(client + ": " + printed);
            }
            nanos.forEach(each -> millis.add(Long.parseLong(each) / 1e6));
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("sdk", "AWS SDKs through the cache", given);
        Layer layer = Layer.best();
        int port = Stage.freePort();
        List<Series> all;
        try (Stage stage = new Stage();
                LocalLambda lambda = stage.idle(layer, 1, port)) {
            Reading.untilServed(Stage.nativeUri(port, 1));
            stage.endpoint().inject(Fault.delay(LATENCY));
            all = Stream.of(false, true)
                    .flatMap(cached -> Stream.of(
                            java(
                                    "Apache 5, its default",
                                    Libraries.sdkWithDefaultClient(),
                                    new Way(stage.endpoint(), cached, port)),
                            java("url-connection-client", Libraries.sdk(), new Way(stage.endpoint(), cached, port)),
                            javaScript(new Way(stage.endpoint(), cached, port))))
                    .toList();
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("sdk, run " + run + " of " + given.runs());
                all.forEach(Series::run);
            }
            lambda.shutdown("spindown");
        }
        write(report, layer, all);
        long calls = callsInAnHour();
        report.text(
                "One read a second for an hour of a simulated clock, by the AWS SDK for Java through the cache, with a"
                        + " ttl of 10 minutes: " + calls + " calls to Secrets Manager instead of "
                        + String.format(Locale.ROOT, "%,d", SECONDS) + ".");
        report.atMost("calls in an hour of one read a second, ttl 10 min", 7, (double) calls, "");
        report.write();
        System.exit(0);
    }

    private static Series java(String http, List<Path> sdk, Way way) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(way.endpoint.javaOptions());
        command.addAll(List.of("-cp", Libraries.classPath(sdk), Reader.class.getName()));
        return new Series("for Java 2.x, " + http, way, command);
    }

    private static Series javaScript(Way way) {
        if (!Files.isDirectory(JAVASCRIPT.resolve("node_modules"))) {
            throw new IllegalStateException("run npm install in " + JAVASCRIPT);
        }
        return new Series(
                "for JavaScript v3",
                way,
                List.of("node", JAVASCRIPT.resolve("read.js").toString()));
    }

    private static void write(Report report, Layer layer, List<Series> all) {
        report.text("Milliseconds of a `GetSecretValue` of 1 KiB in a program that has made " + WARM_UP
                + " before, one after another; " + READS
                + " reads in each run, all in turn. The programs are the same: `AWS_ENDPOINT_URL_SECRETS_MANAGER` points them"
                + " to local-lambda's Secrets Manager over HTTPS, which takes " + LATENCY.toMillis()
                + " ms for a call, or over HTTP to the extension (" + layer.name() + ").");
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    "AWS SDK " + series.client,
                    series.way.cached ? "the cache" : "Secrets Manager",
                    Report.number(series.millis.median()),
                    Report.number(series.millis.percentile(99))));
        }
        report.table(List.of("client", "reads from", "median", "p99"), rows);
        all.stream()
                .filter(series -> series.way.cached)
                .forEach(series -> report.atMost(
                        "AWS SDK " + series.client + " through the cache, median", 2, series.millis.median(), " ms"));
    }

    private static long callsInAnHour() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
        try (SecretsManagerEndpoint endpoint =
                        SecretsManagerEndpoint.builder().rsaKeys().start();
                SecretsCache cache = SecretsCache.builder()
                        .source(SecretsManagerSource.builder()
                                .endpoint(endpoint.httpUri())
                                .region(Region.US_EAST_1)
                                .credentials(provider(AwsBasicCredentials.create("AKIDEXTENSION", "key")))
                                .build())
                        .clock(now::get)
                        .ttl(Duration.ofMinutes(10))
                        // A second passes with each read, so a refresh takes longer by that clock than it does.
                        .requestTimeout(Duration.ofMinutes(5))
                        .build();
                HttpFrontend frontend =
                        HttpFrontend.builder().port(0).clock(now::get).start();
                SecretsManagerClient client = SecretsManagerClient.builder()
                        .endpointOverride(URI.create(
                                "http://localhost:" + frontend.ports().get(0)))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(provider(AwsSessionCredentials.create("AKIDFUNCTION", "key", Stage.TOKEN)))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
            endpoint.createSecret(Stage.FIRST, "{\"username\":\"anika\"}");
            frontend.serve(cache, ServeOptions.builder().token(Stage.TOKEN).build());
            for (int second = 0; second < SECONDS; second++) {
                client.getSecretValue(request -> request.secretId(Stage.FIRST));
                now.updateAndGet(instant -> instant.plusSeconds(1));
            }
            return endpoint.calls().total();
        }
    }

    private static AwsCredentialsProvider provider(AwsCredentials credentials) {
        return StaticCredentialsProvider.create(credentials);
    }
}
