package io.github.secretscache.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks and writes their pages: {@code hit} or {@code client}, then the arguments of all. */
final class Jmh {
    private static final int FORKS = 2;
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Jmh() {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws RunnerException {
        Arguments given =
                Arguments.of(List.of(arguments).subList(1, arguments.length).toArray(String[]::new), FORKS);
        if (arguments[0].equals("hit")) {
            hit(given);
        } else {
            client(given);
        }
    }

    private static void hit(Arguments given) throws RunnerException {
        Report report = new Report("hit", "A hit in the cache", given);
        List<List<String>> rows = new ArrayList<>();
        for (int threads : List.of(1, 8)) {
            Collection<RunResult> results = run(HitBenchmark.class, threads, given);
            rows(rows, results, threads);
            double peer = nanosPerRead(named(results, "cachingJava"), threads);
            for (String read : List.of("get", "getByName")) {
                RunResult own = named(results, read);
                double nanos = nanosPerRead(own, threads);
                String at = "`" + read + "`, " + threads + (threads == 1 ? " thread" : " threads");
                report.atMost(at, 150, nanos, " ns");
                report.atMost("allocated by " + at, 0.5, allocated(own), " bytes");
                report.atLeast("aws-secretsmanager-caching-java ÷ " + at, 2, peer / nanos, " ×");
            }
        }
        report.text(
                "JMH, average time of one read of a fresh secret of 20 bytes, with counters and age check, and bytes"
                        + " allocated for it, by the GC profiler; " + given.runs()
                        + " forks of 5 s after 5 s of warm-up. *ns* is a"
                        + " read's time as its thread sees it. With more threads than processors it includes the turns of other"
                        + " threads; *ns per read* does not.");
        report.table(List.of("read", "threads", "ns", "± 99.9 %", "ns per read", "bytes"), rows);
        report.write();
    }

    private static void client(Arguments given) throws RunnerException {
        Report report = new Report("client", "A read by client-sdk", given);
        List<List<String>> rows = new ArrayList<>();
        Collection<RunResult> near = run(ClientBenchmark.class, 1, given);
        rows(rows, near, 1);
        report.text("JMH, " + given.runs() + " forks of 5 s after 5 s of warm-up, one thread, a secret of 1 KiB.");
        report.table(List.of("near-cache hit", "threads", "ns", "± 99.9 %", "ns per read", "bytes"), rows);
        for (RunResult result : near) {
            String name = "`" + name(result) + "`";
            report.atMost(name, 150, result.getPrimaryResult().getScore(), " ns");
            report.atMost("allocated by " + name, 0.5, allocated(result), " bytes");
        }
        loopback(report, run(LoopbackBenchmark.class, 1, given));
        report.write();
    }

    private static void loopback(Report report, Collection<RunResult> results) {
        double bare = median(named(results, "echoOnNewConnection"));
        List<List<String>> rows = new ArrayList<>();
        for (RunResult result : results) {
            rows.add(List.of(
                    "`" + name(result) + "`",
                    Report.number(median(result)),
                    Report.number(result.getPrimaryResult().getStatistics().getPercentile(99)),
                    Report.number(median(result) / bare)));
        }
        report.text(
                "`httpHit` is client-sdk without its near cache, reading from a frontend in the same JVM; client-sdk opens a"
                        + " connection for each request. The echoes send as many bytes there and back over bare sockets.");
        report.table(List.of("over loopback", "p50 µs", "p99 µs", "p50 ÷ echo on a new connection"), rows);
    }

    private static Collection<RunResult> run(Class<?> benchmark, int threads, Arguments given) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("\\." + benchmark.getSimpleName() + "\\.")
                        .threads(threads)
                        .forks(given.runs())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    private static void rows(List<List<String>> rows, Collection<RunResult> results, int threads) {
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            rows.add(List.of(
                    "`" + name(result) + "`",
                    String.valueOf(threads),
                    Report.number(time.getScore()),
                    Double.isNaN(time.getScoreError()) ? "–" : Report.number(time.getScoreError()),
                    Report.number(nanosPerRead(result, threads)),
                    Report.number(allocated(result))));
        }
    }

    private static RunResult named(Collection<RunResult> results, String name) {
        return results.stream()
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String name(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }

    /** Processor time: with more threads than processors, a thread's own time has the turns of others in it. */
    private static double nanosPerRead(RunResult result, int threads) {
        int processors = Runtime.getRuntime().availableProcessors();
        return result.getPrimaryResult().getScore() * Math.min(1.0, (double) processors / threads);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    @SuppressWarnings("rawtypes") // as JMH declares them
    private static double allocated(RunResult result) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(each -> each.getKey().endsWith(ALLOCATION))
                .mapToDouble(each -> each.getValue().getScore())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the GC profiler measured no " + ALLOCATION));
    }
}
