package io.github.secretscache.benchmarks;

import io.github.secretscache.locallambda.LocalLambda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Memory of an extension's process, idle after its warm-up and again after many reads. */
final class Memory {
    private static final int RUNS = 5;
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration READING = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 4;

    private Memory() {}

    private record Series(Samples resident, Samples proportional, Samples own, Samples reads) {
        Series() {
            this(new Samples(), new Samples(), new Samples(), new Samples());
        }

        void add(MemoryUse use) {
            resident.add(use.resident());
            proportional.add(use.proportional());
            own.add(use.own());
        }
    }

    private record Subject(Layer layer, Series idle, Series loaded) {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("memory", "Memory of the extension", given);
        List<Layer> layers = Layer.all();
        report.layers(layers);
        List<Subject> all = layers.stream()
                .map(layer -> new Subject(layer, new Series(), new Series()))
                .toList();
        try (Stage stage = new Stage()) {
            for (int run = 1; run <= given.runs(); run++) {
                for (Subject subject : all) {
                    System.out.println("memory, run " + run + " of " + given.runs() + ": " + subject.layer.name());
                    run(stage, subject);
                }
            }
        }
        write(report, all);
    }

    private static void run(Stage stage, Subject subject) {
        int port = Stage.freePort();
        try (LocalLambda lambda = stage.idle(subject.layer, 1, port)) {
            long process = lambda.initReport().extensions().get(0).processId();
            Reading.untilServed(Stage.nativeUri(port, 1));
            LockSupport.parkNanos(SETTLE.toNanos());
            subject.idle.add(MemoryUse.of(process));
            Load.Result result = Load.run(Stage.nativeUri(port, 1), CONNECTIONS, READING);
            LockSupport.parkNanos(SETTLE.toNanos());
            subject.loaded.add(MemoryUse.of(process));
            subject.loaded.reads.add(result.perSecond() * READING.toSeconds());
        }
    }

    private static void write(Report report, List<Subject> all) {
        List<List<String>> rows = new ArrayList<>();
        all.forEach(subject -> rows.add(row(subject.layer, "idle", subject.idle)));
        all.forEach(subject -> {
            String after = "after " + Report.number(subject.loaded.reads.median()) + " reads";
            rows.add(row(subject.layer, after, subject.loaded));
        });
        report.text(
                "MiB from `/proc/PID/smaps_rollup`, medians, one secret of 1 KiB. *Idle* is 2 s after the warm-up and"
                        + " one read; the reads go over " + CONNECTIONS + " connections for " + READING.toSeconds()
                        + " s. *Private* has clean and dirty pages; *proportional* divides pages of libraries and archives among all"
                        + " processes that map them, perhaps the measuring JVM too.");
        report.table(List.of("extension", "when", "resident", "proportional", "private"), rows);
        Series peer = all.get(0).idle;
        all.stream()
                .filter(subject -> subject.layer.name().equals(Layer.OWN_RUNTIME))
                .forEach(own -> {
                    double resident = own.idle.resident.median() / peer.resident.median();
                    report.atMost("resident, idle", 0.92, resident, " × the peer's");
                    report.atMost("private, idle", 1.2, own.idle.own.median() / peer.own.median(), " × the peer's");
                });
        report.write();
    }

    private static List<String> row(Layer layer, String when, Series series) {
        return List.of(
                layer.name(),
                when,
                Report.number(series.resident.median()),
                Report.number(series.proportional.median()),
                Report.number(series.own.median()));
    }
}
