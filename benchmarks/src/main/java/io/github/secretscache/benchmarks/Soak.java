package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the extension's memory grows: millions of reads, one million for each run, and meanwhile at least a hundred rotations
 * for each million, one after another, each when the last version is served.
 */
final class Soak {
    private static final int MILLIONS = 10;
    private static final int ROTATIONS_PER_MILLION = 100;
    private static final double MILLION = 1_000_000;
    private static final double MAX_GROWTH_MIB = 3;
    private static final Duration SLICE = Duration.ofSeconds(5);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 4;
    /** So short that a rotation is served at once. */
    private static final String SHORT_TTL = "cache: { ttl: 100ms }\n";

    private Soak() {}

    private record Sample(double reads, int rotations, MemoryUse memory) {}

    /** Rotates the secret, and waits each time until the new version is served. */
    private static final class Rotations implements Runnable {
        private final Stage stage;
        private final URI uri;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicBoolean stop = new AtomicBoolean();

        Rotations(Stage stage, URI uri) {
            this.stage = stage;
            this.uri = uri;
        }

        @Override
        public void run() {
            String value = "x".repeat(Stage.VALUE_BYTES - 8);
            while (!stop.get()) {
                String version = stage.endpoint().putSecretValue(Stage.FIRST, value + done.get());
                long begin = System.nanoTime();
                while (!version.equals(servedVersion(uri))) {
                    if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                        throw new IllegalStateException("rotation " + done.get() + " was not served in time");
                    }
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
                done.incrementAndGet();
            }
        }
    }

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Arguments given = Arguments.of(arguments, MILLIONS);
        Report report = new Report("soak", "Memory after many reads and rotations", given);
        Layer layer = Layer.best();
        int port = Stage.freePort();
        List<Sample> samples;
        try (Stage stage = new Stage()) {
            Path function = stage.function("soak", 1);
            Files.writeString(function.resolve("config.yaml"), SHORT_TTL, StandardOpenOption.APPEND);
            try (LocalLambda lambda = stage.idle(layer, function, port)) {
                samples = soak(stage, lambda, Stage.nativeUri(port, 1), given.runs());
            }
        }
        write(report, layer, samples);
    }

    private static List<Sample> soak(Stage stage, LocalLambda lambda, URI uri, int millions)
            throws InterruptedException {
        long process = lambda.initReport().extensions().get(0).processId();
        Reading.untilServed(uri);
        Rotations rotations = new Rotations(stage, uri);
        Thread rotating = new Thread(rotations, "rotations");
        rotating.start();
        List<Sample> samples = new ArrayList<>();
        double reads = 0;
        for (int million = 1; million <= millions; million++) {
            while (reads < million * MILLION || rotations.done.get() < million * ROTATIONS_PER_MILLION) {
                if (!rotating.isAlive()) {
                    throw new IllegalStateException("the rotations have ended; the reason is above");
                }
                reads += Load.run(uri, CONNECTIONS, SLICE).perSecond() * SLICE.toSeconds();
                System.out.println("soak: " + Report.number(reads) + " reads, " + rotations.done + " rotations");
            }
            LockSupport.parkNanos(SETTLE.toNanos());
            samples.add(new Sample(reads, rotations.done.get(), MemoryUse.of(process)));
        }
        rotations.stop.set(true);
        rotating.join();
        return samples;
    }

    private static String servedVersion(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestProperty(LoadDriver.TOKEN_HEADER, Stage.TOKEN);
            connection.getInputStream().readAllBytes();
            return String.valueOf(connection.getHeaderField("Secret-Version-Id"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Report report, Layer layer, List<Sample> samples) {
        report.text("The " + layer.name() + ", one secret of 1 KiB with a ttl of 100 ms, read over " + CONNECTIONS
                + " connections while it is rotated again and again, each time when the version before was served. MiB from"
                + " `/proc/PID/smaps_rollup`, " + SETTLE.toSeconds() + " s after the last read.");
        List<List<String>> rows = new ArrayList<>();
        for (Sample sample : samples) {
            rows.add(List.of(
                    Report.number(sample.reads),
                    String.valueOf(sample.rotations),
                    Report.number(sample.memory.resident()),
                    Report.number(sample.memory.own())));
        }
        report.table(List.of("reads", "rotations", "resident", "private"), rows);
        double growth = samples.get(samples.size() - 1).memory.resident()
                - samples.get(0).memory.resident();
        report.atMost("resident, last row less first row", MAX_GROWTH_MIB, growth, " MiB");
        report.write();
    }
}
