package io.github.secretscache.layer;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** When each step of the start was done: logged as a table if {@code SECRETS_CACHE_STARTUP_TRACE} is on. Thread-safe. */
final class StartupTrace {
    /** In the fields of proc(5)'s stat file. */
    private static final int STARTTIME_AFTER_NAME = 19;

    private static final int MILLIS_PER_TICK = 10;

    private final InstantSource clock;
    private final List<Step> steps = new ArrayList<>(16);

    private record Step(String what, Instant done) {}

    /** Begins with the step that ends when our first code runs: the JVM's own start. */
    StartupTrace(InstantSource clock) {
        this.clock = clock;
        done("the JVM runs main");
    }

    synchronized void done(String step) {
        steps.add(new Step(step, clock.instant()));
    }

    /** Logs the table. The kernel gives the start of the process to within 10 ms; the steps are exact. */
    void log() {
        Instant start = processStart();
        System.Logger log = System.getLogger(StartupTrace.class.getName());
        for (String row : table(start)) {
            log.log(Level.INFO, row);
        }
    }

    /** From the kernel's own ages: {@link ProcessHandle.Info#startInstant()} may be wrong by a second. */
    private synchronized Instant processStart() {
        try {
            String uptime = Files.readString(Path.of("/proc/uptime"));
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            long ticks = Long.parseLong(afterName.split(" ", -1)[STARTTIME_AFTER_NAME]);
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return clock.instant().minusMillis(Math.round(seconds * 1_000) - ticks * MILLIS_PER_TICK);
        } catch (IOException e) {
            return steps.get(0).done();
        }
    }

    /** {@return a head line and a line for each step: ms since the start, ms since the step before, and what it was} */
    synchronized List<String> table(Instant start) {
        List<String> table = new ArrayList<>();
        table.add("start-up trace, ms since the process started | ms of the step | done");
        Instant before = start;
        for (Step step : steps) {
            table.add(padded(start, step.done()) + " | " + padded(before, step.done()) + " | " + step.what());
            before = step.done();
        }
        return table;
    }

    /**
     * Written by hand: a format string would load the JDK's regular expressions during the start that is being
     * measured.
     */
    private static String padded(Instant from, Instant to) {
        long micros = Duration.between(from, to).toNanos() / 1_000;
        String tenths = String.valueOf(Math.max(0, micros / 100));
        String whole = tenths.length() == 1 ? "0" : tenths.substring(0, tenths.length() - 1);
        return " ".repeat(Math.max(0, 5 - whole.length())) + whole + "." + tenths.charAt(tenths.length() - 1);
    }
}
