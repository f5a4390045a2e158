package io.github.secretscache.layer.log;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes every log record of the process: one line each, in UTF-8 whatever the locale, on stderr, without blocking the
 * thread that logs. Static, because {@link System.LoggerFinder} and SLF4J make their providers themselves. Thread-safe.
 */
public final class LogSink {
    private static final String OURS = "io.github.secretscache";
    private static final int MAX_CAUSES = 4;

    private static volatile LogSink current =
            new LogSink(Level.INFO, false, InstantSource.system(), writer(new FileOutputStream(FileDescriptor.err)));

    private final Level threshold;
    private final boolean json;
    private final InstantSource clock;
    private final LineWriter out;

    private LogSink(Level threshold, boolean json, InstantSource clock, LineWriter out) {
        this.threshold = threshold;
        this.json = json;
        this.clock = clock;
        this.out = out;
    }

    /** Sets which lines are written, and how. */
    public static void configure(Level threshold, boolean json, InstantSource clock) {
        current = new LogSink(threshold, json, clock, current.out);
    }

    /** Sends the lines elsewhere; returns where they went before. */
    public static OutputStream redirect(OutputStream out) {
        LogSink before = current;
        current = new LogSink(before.threshold, before.json, before.clock, writer(out));
        return before.out.out();
    }

    private static LineWriter writer(OutputStream out) {
        return new LineWriter(
                out,
                dropped ->
                        current.line(Level.WARNING, dropped + " log lines were dropped: stderr was not read in time"));
    }

    /** Returns when all lines are written, or the time is over. Called before the process ends or is frozen. */
    public static void flush(Duration limit) {
        current.out.flush(limit);
    }

    /**
     * Libraries log from WARNING on, and from INFO on if our own level is DEBUG: a library's DEBUG may contain what it
     * sends and receives, and that includes secrets.
     */
    static boolean isLoggable(String logger, Level level) {
        Level threshold = current.threshold;
        if (threshold == Level.OFF || level == Level.OFF) {
            return false;
        }
        int lowest = threshold.getSeverity();
        if (!logger.startsWith(OURS)) {
            int libraries = (lowest < Level.INFO.getSeverity() ? Level.INFO : Level.WARNING).getSeverity();
            lowest = Math.max(lowest, libraries);
        }
        return level.getSeverity() >= lowest;
    }

    static void log(String logger, Level level, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(logger, level)) {
            current.write(logger, level, message, thrown);
        }
    }

    /** Writes one of our lines unchanged. */
    public static void logRaw(Level level, String line) {
        if (isLoggable(OURS, level)) {
            current.out.write(line + '\n');
        }
    }

    /** Writes a line whatever the level: why the process ends. */
    public static void fatal(String message, @Nullable Throwable thrown) {
        current.write(OURS, Level.ERROR, message, thrown);
    }

    /** Writes each line whatever the level. */
    public static void fatal(List<String> lines) {
        for (String line : lines) {
            fatal(line, null);
        }
    }

    private void write(String logger, Level level, @Nullable String message, @Nullable Throwable thrown) {
        StringBuilder text = new StringBuilder(160);
        if (!logger.startsWith(OURS)) {
            text.append(logger).append(": ");
        }
        text.append(message);
        if (thrown != null) {
            appendThrown(text, thrown);
        }
        out.write(line(level, text));
    }

    private String line(Level level, CharSequence text) {
        String name = level == Level.WARNING ? "WARN" : level.getName();
        StringBuilder line = new StringBuilder(text.length() + 80);
        if (json) {
            line.append("{\"timestamp\":");
            appendJson(line, clock.instant().toString());
            line.append(",\"level\":");
            appendJson(line, name);
            line.append(",\"source\":\"secrets-cache\",\"message\":");
            appendJson(line, text);
            return line.append("}\n").toString();
        }
        line.append("[secrets-cache] ").append(name).append(' ');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.append('\n').toString();
    }

    private static void appendJson(StringBuilder line, CharSequence text) {
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, line);
        line.append('"');
    }

    private void appendThrown(StringBuilder text, Throwable thrown) {
        boolean stack = threshold.getSeverity() <= Level.DEBUG.getSeverity();
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            text.append(depth == 0 ? " (" : " < ").append(cause);
            if (stack) {
                for (StackTraceElement frame : cause.getStackTrace()) {
                    text.append(" | ").append(frame);
                }
            }
            cause = cause.getCause();
        }
        text.append(')');
    }
}
