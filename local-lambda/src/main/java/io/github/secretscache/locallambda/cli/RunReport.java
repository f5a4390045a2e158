package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InvocationReport;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Shows each invocation and its cost, and the totals at the end. Thread-safe. */
final class RunReport implements AutoCloseable {

    private static final String PLATFORM = "[platform] ";

    /** The extension begins its lines with its name, and so does our log. */
    private static final Pattern SAID_TWICE = Pattern.compile("^(\\[[^]]+] )\\1");

    private final Terminal terminal;
    private final SecretsManagerEndpoint endpoint;
    private final ReadCounter reads;

    private int invocations;
    private int cold;
    private long readsBefore;
    private long readsOfEndedExtensions;
    private boolean readsKnown;
    private long callsBefore;

    RunReport(Terminal terminal, SecretsManagerEndpoint endpoint, ReadCounter reads) {
        this.terminal = terminal;
        this.endpoint = endpoint;
        this.reads = reads;
    }

    /** Prints the lines of processes unchanged; of the platform only errors, because {@link #invoked} prints the rest. */
    void log(String line) {
        if (!line.startsWith(PLATFORM) || line.contains("Error Type: ") || line.contains("Status: timeout")) {
            terminal.line(Terminal.Look.QUIET, SAID_TWICE.matcher(line).replaceFirst("$1"));
        }
    }

    synchronized void invoked(InvocationReport report) {
        invocations++;
        cold += report.cold() ? 1 : 0;
        long calls = endpoint.calls().total();
        String error = report.functionError();
        terminal.line(String.format(
                Locale.ROOT,
                "invocation %d, %s: %s in %,.1f ms%s, calls to AWS %d",
                invocations,
                report.cold() ? "cold" : "warm",
                outcome(error),
                report.duration().toNanos() / 1e6,
                readsSince(),
                calls - callsBefore));
        callsBefore = calls;
    }

    private String outcome(@Nullable String error) {
        return error == null
                ? terminal.painted(Terminal.Look.GOOD, "answered")
                : terminal.painted(Terminal.Look.BAD, error);
    }

    private String readsSince() {
        OptionalLong count = reads.count();
        if (count.isEmpty()) {
            return "";
        }
        readsKnown = true;
        if (count.getAsLong() < readsBefore) {
            // A new extension counts from zero.
            readsOfEndedExtensions += readsBefore;
            readsBefore = 0;
        }
        long since = count.getAsLong() - readsBefore;
        readsBefore = count.getAsLong();
        return ", reads " + since;
    }

    /** Prints the totals. */
    @Override
    public synchronized void close() {
        if (invocations == 0) {
            return;
        }
        long calls = endpoint.calls().total();
        long all = readsOfEndedExtensions + readsBefore;
        terminal.line();
        terminal.line(
                Terminal.Look.TITLE,
                String.format(
                        Locale.ROOT,
                        "%d %s, %d cold; %scalls to AWS %d%s",
                        invocations,
                        invocations == 1 ? "invocation" : "invocations",
                        cold,
                        readsKnown ? "reads " + all + ", " : "",
                        calls,
                        readsKnown ? ", calls saved " + Math.max(0, all - calls) : ""));
    }
}
