package io.github.secretscache.benchmarks;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.locallambda.aws.Calls;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/** Fifty threads want the same secret at the same moment from a new cache: what Secrets Manager sees of it. */
final class ColdBurst {
    private static final int RUNS = 10;
    private static final int THREADS = 50;

    private ColdBurst() {}

    private record Series(String name, Supplier<Subject> maker, List<String> calls, Samples total, Samples millis) {
        Series(String name, Supplier<Subject> maker) {
            this(name, maker, new ArrayList<>(), new Samples(), new Samples());
        }
    }

    /** A new cache. */
    private interface Subject extends AutoCloseable {
        String get(String name);

        @Override
        default void close() {}
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("cold-burst", "A burst on a cold secret", given);
        List<Series> all = List.of(
                new Series("cache-core", ColdBurst::ours),
                new Series("aws-secretsmanager-caching-java", ColdBurst::cachingJava),
                new Series("Powertools parameters", ColdBurst::powertools));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Stage stage = new Stage()) {
            aim(stage.endpoint());
            for (Series series : all) {
                run(stage.endpoint(), new Series(series.name, series.maker), threads);
            }
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("cold-burst, run " + run + " of " + given.runs());
                for (Series series : all) {
                    run(stage.endpoint(), series, threads);
                }
            }
        } finally {
            threads.shutdown();
        }
        write(report, all);
        System.exit(0);
    }

    /** Sends every AWS client of this JVM there. */
    static void aim(SecretsManagerEndpoint endpoint) {
        endpoint.javaOptions().forEach(option -> {
            String[] property = option.substring("-D".length()).split("=", 2);
            System.setProperty(property[0], property[1]);
        });
        System.setProperty("aws.endpointUrlSecretsManager", endpoint.httpsUri().toString());
        System.setProperty("software.amazon.awssdk.http.service.impl", UrlConnectionSdkHttpService.class.getName());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "AKIDBENCHMARK");
        System.setProperty("aws.secretAccessKey", "benchmark-secret-key");
    }

    private static SecretsManagerClient client() {
        return SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private static Subject ours() {
        SecretsCache cache = SecretsCache.create();
        return new Subject() {
            @Override
            public String get(String name) {
                return cache.get(name).value().asString();
            }

            @Override
            public void close() {
                cache.close();
            }
        };
    }

    private static Subject cachingJava() {
        SecretCache cache = new SecretCache(new SecretCacheConfiguration().withClient(client()));
        return cache::getSecretString;
    }

    private static Subject powertools() {
        SecretsProvider provider =
                SecretsProvider.builder().withClient(client()).build();
        return provider::get;
    }

    private static void run(SecretsManagerEndpoint endpoint, Series series, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        endpoint.resetCalls();
        CountDownLatch ready = new CountDownLatch(THREADS);
        CountDownLatch go = new CountDownLatch(1);
        try (Subject subject = series.maker.get()) {
            List<Future<String>> reads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                reads.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return subject.get(Stage.FIRST);
                }));
            }
            ready.await();
            long begin = System.nanoTime();
            go.countDown();
            for (Future<String> read : reads) {
                if (read.get().length() != Stage.VALUE_BYTES) {
                    throw new IllegalStateException(series.name + " gave a wrong value");
                }
            }
            series.millis.add((System.nanoTime() - begin) / 1e6);
        }
        Calls calls = endpoint.calls();
        series.total.add((double) calls.total());
        series.calls.add(new TreeMap<>(calls.byOperation()).toString());
    }

    private static void write(Report report, List<Series> all) {
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            List<String> different = series.calls.stream().distinct().sorted().toList();
            rows.add(List.of(series.name, String.join(" or ", different), Report.number(series.millis.median())));
        }
        report.text(THREADS + " threads read one secret at the same moment from a new cache. Calls are counted by"
                + " local-lambda's Secrets Manager, over HTTPS; *ms* is the time until all threads have the value, median"
                + " of the runs.");
        report.table(List.of("cache", "calls a burst", "ms"), rows);
        report.atMost("calls of cache-core, at most", 1, all.get(0).total.max(), "");
        report.write();
    }
}
