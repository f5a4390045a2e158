package io.github.secretscache.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads of one secret over some connections, each sending its next request when it has the answer: by wrk or by our own driver. */
final class Load {
    private static final Pattern LATENCY = Pattern.compile("(?m)^\\s*(50|99)%\\s+([0-9.]+)(us|ms|s) *$");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Optional<Path> WRK = Machine.program("wrk");

    private Load() {}

    /** Rate and percentiles of latency. */
    record Result(double perSecond, double p50Micros, double p99Micros) {}

    static String driver() {
        return WRK.isPresent() ? "wrk" : "the project's own load driver (wrk is not installed)";
    }

    /**
     * How many connections read at a time.
     *
     * @param kept whether each is kept, and not used for one read only
     */
    record Shape(int connections, boolean kept) {
        @Override
        public String toString() {
            return connections + (kept ? "" : " new");
        }
    }

    /** Reads over kept connections. Throws IllegalStateException if any answer is not 200 or a connection breaks. */
    static Result run(URI uri, int connections, Duration duration) {
        return run(uri, new Shape(connections, true), duration);
    }

    /** The same, over any connections. */
    static Result run(URI uri, Shape shape, Duration duration) {
        return WRK.isPresent() ? wrk(WRK.get(), uri, shape, duration) : new LoadDriver(uri, shape).run(duration);
    }

    private static Result wrk(Path wrk, URI uri, Shape shape, Duration duration) {
        List<String> line = new ArrayList<>(List.of(
                wrk.toString(),
                "--latency",
                "-t1",
                "--timeout",
                "30s",
                "-c" + shape.connections(),
                "-d" + duration.toSeconds() + "s",
                "-H",
                LoadDriver.TOKEN_HEADER + ": " + Stage.TOKEN));
        if (!shape.kept()) {
            line.addAll(List.of("-H", LoadDriver.CLOSE));
        }
        line.add(uri.toString());
        String said = Command.run(line);
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IllegalStateException("not all reads succeeded: " + said);
        }
        Matcher rate = RATE.matcher(said);
        Matcher latency = LATENCY.matcher(said);
        if (!rate.find() || !latency.find()) {
            throw new IllegalStateException("wrk said: " + said);
        }
        double p50 = micros(latency);
        if (!latency.find()) {
            throw new IllegalStateException("wrk said: " + said);
        }
        return new Result(Double.parseDouble(rate.group(1)), p50, micros(latency));
    }

    private static double micros(Matcher latency) {
        double factor = switch (latency.group(3)) {
            case "us" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
        return Double.parseDouble(latency.group(2)) * factor;
    }
}
