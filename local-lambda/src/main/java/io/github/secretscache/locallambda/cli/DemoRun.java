package io.github.secretscache.locallambda.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One function's part of the demo. The function itself measures each read, and nothing but the read. */
final class DemoRun {

    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXTENSION = "[secrets-cache] ";
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final SecretsManagerEndpoint endpoint;
    private final List<String> log = new CopyOnWriteArrayList<>();

    private int reads;

    DemoRun(Terminal terminal, SecretsManagerEndpoint endpoint) {
        this.terminal = terminal;
        this.endpoint = endpoint;
    }

    /**
     * The function's report of its read.
     *
     * @param tookNanos the whole invocation
     */
    private record Read(String versionId, boolean stale, double readMillis, long tookNanos) {
        String version() {
            return versionId.substring(0, Math.min(8, versionId.length()));
        }
    }

    /** Throws IllegalStateException if something goes wrong; then {@link #printLog()} says more. */
    LocalLambda start(LocalLambdaBuilder function, OpenThings things) {
        long start = System.nanoTime();
        LocalLambda lambda = things.add(function.log(log::add).start());
        InitReport init = lambda.initReport();
        init.requireSuccess();
        step("cold start", System.nanoTime() - start, Introduction.phases(init));
        return lambda;
    }

    /** The first read, and a number of reads after it. */
    void read(LocalLambda lambda, int times) {
        Read first = read(lambda);
        step(
                "first invocation",
                first.tookNanos(),
                String.format(
                        Locale.ROOT, "the read took %.2f ms of it; version %s", first.readMillis(), first.version()));
        List<Double> millis = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            millis.add(read(lambda).readMillis());
        }
        millis.sort(Double::compare);
        step(
                times + " more",
                System.nanoTime() - start,
                String.format(
                        Locale.ROOT,
                        "a read takes %.3f ms inside the function (median; slowest %.2f)",
                        millis.get(times / 2),
                        millis.get(times - 1)));
    }

    /**
     * The first read comes from Parameter Store, the second one from memory. The processes run meanwhile, as in an
     * invocation.
     */
    void readParameter(LocalLambda lambda, ExtensionHttp extension, String name) {
        lambda.thaw();
        try {
            long start = System.nanoTime();
            String version = parameterVersion(extension, name);
            long first = System.nanoTime();
            parameterVersion(extension, name);
            step(
                    "a parameter",
                    first - start,
                    String.format(
                            Locale.ROOT,
                            "GET /parameters%s, version %s of Parameter Store; again, from memory, in %.2f ms",
                            name,
                            version,
                            (System.nanoTime() - first) / 1e6));
        } finally {
            lambda.freeze();
        }
    }

    private static String parameterVersion(ExtensionHttp extension, String name) {
        try {
            HttpURLConnection reply = extension.get("/parameters" + name);
            reply.getInputStream().readAllBytes();
            return reply.getHeaderField("Parameter-Version");
        } catch (IOException e) {
            throw new IllegalStateException("The extension does not answer with the parameter " + name + ": " + e, e);
        }
    }

    void followRotation(LocalLambda lambda, String secret, String newValue) {
        String version = endpoint.putSecretValue(secret, newValue);
        event(secret + " is rotated in Secrets Manager: version " + version.substring(0, 8) + " is current");
        long took = readUntil(lambda, read -> read.versionId().equals(version));
        step("followed", took, "the function now reads version " + version.substring(0, 8));
    }

    /** Lasts longer than the ttl, so that every answer is a stale value from the cache. */
    void surviveOutage(LocalLambda lambda, Duration outage) {
        endpoint.inject(Fault.of(Fault.Kind.UNAVAILABLE));
        event("Secrets Manager is switched off: it answers 503 to every call");
        long start = System.nanoTime();
        int stale = 0;
        int answered = 0;
        while (System.nanoTime() - start < outage.toNanos()) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            answered++;
            stale += read(lambda).stale() ? 1 : 0;
        }
        step(
                answered + " reads",
                System.nanoTime() - start,
                "all answered from memory; " + stale + " were marked stale");
        endpoint.clearFaults();
        event("Secrets Manager is back");
        step("fresh again", readUntil(lambda, read -> !read.stale()), "no read failed");
    }

    private long readUntil(LocalLambda lambda, Predicate<Read> wanted) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            if (wanted.test(read(lambda))) {
                return System.nanoTime() - start;
            }
        }
        throw new IllegalStateException("The change did not reach the function within " + PATIENCE.toSeconds() + " s.");
    }

    private Read read(LocalLambda lambda) {
        long start = System.nanoTime();
        InvocationResult result = lambda.invoke(EVENT);
        long took = System.nanoTime() - start;
        reads++;
        if (result.functionError() != null) {
            throw new IllegalStateException("The function failed: " + result.payloadText());
        }
        try {
            JsonNode answer = JSON.readTree(result.payload());
            return new Read(
                    answer.path("versionId").asText(),
                    answer.path("stale").asBoolean(),
                    answer.path("readMicros").asLong() / 1000.0,
                    took);
        } catch (IOException e) {
            throw new IllegalStateException("The function answered no JSON", e);
        }
    }

    int reads() {
        return reads;
    }

    /** The extension's warnings, each line once and complete. */
    void printWarnings() {
        List<String> warnings = log.stream()
                .filter(line -> line.startsWith(EXTENSION))
                .map(line -> line.substring(line.lastIndexOf(EXTENSION) + EXTENSION.length()))
                .filter(line -> line.startsWith("WARN") || line.startsWith("ERROR"))
                .distinct()
                .toList();
        if (!warnings.isEmpty()) {
            terminal.line("  The extension logged, beside its lines at start and end:");
            warnings.forEach(line -> terminal.line(Terminal.Look.QUIET, "    " + line));
        }
    }

    /** Everything that was logged so far. */
    void printLog() {
        log.forEach(line -> terminal.line("    " + line));
    }

    private void event(String what) {
        terminal.line(Terminal.Look.NOTE, "  -- " + what);
    }

    private void step(String what, long nanos, String detail) {
        terminal.line(String.format(Locale.ROOT, "  %-17s %,9.1f ms   ", what, nanos / 1e6) + detail);
    }
}
