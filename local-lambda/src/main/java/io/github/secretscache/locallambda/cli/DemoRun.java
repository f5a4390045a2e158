package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.Calls;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One function's part of the demo: a cold start, cached reads, a rotation, and the bill. */
final class DemoRun {

    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);
    private static final int CACHED_READS = 5;
    private static final int SHOWN_OF_LOG = 200;
    private static final String FUNCTION = "[function] ";
    private static final String EXTENSION = "[secrets-cache] ";
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SHOWN_CHARACTERS = 120;

    /** Its first eight digits are enough to tell versions apart. */
    private static final Pattern UUID_SHAPE = Pattern.compile("([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final PrintStream out;
    private final SecretsManagerEndpoint endpoint;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private int invocations;

    DemoRun(PrintStream out, SecretsManagerEndpoint endpoint) {
        this.out = out;
        this.endpoint = endpoint;
    }

    /**
     * A rotation to be seen.
     *
     * @param mark a part of the new value, not of the old one, for a function that shows values and no version
     */
    record Rotation(String secret, String newValue, String mark) {

        /** Without the value. */
        @Override
        public String toString() {
            return "Rotation[" + secret + "]";
        }
    }

    /** Throws IllegalStateException when something does not go as it should; then {@link #printLog()} says more. */
    void show(Arguments.Options options, OpenThings things, Rotation rotation) {
        endpoint.resetCalls();
        long start = System.nanoTime();
        LocalLambda lambda = ServedFunction.start(options, endpoint, things, log::add);
        InitReport init = lambda.initReport();
        init.requireSuccess();
        row("cold start", System.nanoTime() - start, phases(init));
        read(lambda, "first read", List.of());
        for (int i = 0; i < CACHED_READS; i++) {
            read(lambda, "read from the cache", List.of());
        }
        rotate(lambda, rotation);
        lambda.shutdown("spindown");
        bill();
        out.println();
        out.println("  What the extension logged:");
        log.stream()
                .filter(line -> line.startsWith(EXTENSION))
                .forEach(line -> out.println("    " + shortened(line.substring(EXTENSION.length()), SHOWN_OF_LOG)));
    }

    /** Everything that was logged so far. */
    void printLog() {
        log.forEach(line -> out.println("    " + line));
    }

    private void rotate(LocalLambda lambda, Rotation rotation) {
        String version = endpoint.putSecretValue(rotation.secret(), rotation.newValue());
        long rotated = System.nanoTime();
        out.println("  ---- " + rotation.secret() + " is rotated in Secrets Manager; version " + version.substring(0, 8)
                + " is current now");
        while (System.nanoTime() - rotated < PATIENCE.toNanos()) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            if (read(lambda, "read after the rotation", List.of(version, rotation.mark()))) {
                double seconds = (System.nanoTime() - rotated) / 1e9;
                out.printf(Locale.ROOT, "  ---- the new version reached the function after %.1f s%n", seconds);
                return;
            }
        }
        throw new IllegalStateException(
                "The new version did not reach the function within " + PATIENCE.toSeconds() + " s.");
    }

    /** Returns whether the answer, or what was logged meanwhile, shows one of the marks. */
    private boolean read(LocalLambda lambda, String what, List<String> marks) {
        int logged = log.size();
        long start = System.nanoTime();
        InvocationResult result = lambda.invoke(EVENT);
        long took = System.nanoTime() - start;
        invocations++;
        if (result.functionError() != null) {
            throw new IllegalStateException("The function failed: " + result.payloadText());
        }
        List<String> said = functionLog(logged);
        row(what, took, answer(result, said));
        String shown = result.payloadText() + said;
        return marks.stream().anyMatch(shown::contains);
    }

    /** What the function printed since; that comes by another way than the answer and may be a moment late. */
    private List<String> functionLog(int from) {
        List<String> said = List.of();
        for (int look = 0; look < 20 && said.isEmpty(); look++) {
            LockSupport.parkNanos(MOMENT.toNanos());
            said = log.subList(from, log.size()).stream()
                    .filter(line -> line.startsWith(FUNCTION))
                    .map(line -> line.substring(FUNCTION.length()))
                    .toList();
        }
        return said;
    }

    /** The answer, or what the function printed where the answer says little. */
    private static String answer(InvocationResult result, List<String> said) {
        String text =
                said.stream().filter(line -> line.contains("cache")).findFirst().orElse(result.payloadText());
        text = UUID_SHAPE.matcher(text).replaceAll("$1");
        return shortened(text, SHOWN_CHARACTERS);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }

    private static String phases(InitReport init) {
        List<String> phases = new ArrayList<>();
        for (InitReport.ExtensionTimes extension : init.extensions()) {
            phases.add(phase(extension.name() + " registered", init, extension.registerAnswered()));
            phases.add(phase("ready", init, extension.firstNext()));
        }
        phases.add(phase("function ready", init, init.runtimeReady()));
        return String.join(", ", phases);
    }

    private static String phase(String what, InitReport init, @Nullable Instant moment) {
        return moment == null
                ? what + " never"
                : what + " after " + Duration.between(init.begin(), moment).toMillis();
    }

    private void bill() {
        Calls calls = endpoint.calls();
        out.println("  " + invocations + " invocations read the secret; Secrets Manager was called " + calls.total()
                + " times " + new TreeMap<>(calls.byOperation()));
    }

    private void row(String what, long nanos, String detail) {
        out.printf(Locale.ROOT, "  %-26s %,9.1f ms   %s%n", what, nanos / 1e6, detail);
    }
}
