package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One page of docs/benchmarks: what was measured, where, by which command, and the tables. */
final class Report {
    static final Path FOLDER = Path.of("docs/benchmarks");

    private final String name;
    private final Arguments arguments;
    private final String title;
    private final List<String> blocks = new ArrayList<>();
    private final List<List<String>> targets = new ArrayList<>();
    private final String loadBefore = Machine.load();

    Report(String name, String title, Arguments arguments) {
        this.name = name;
        this.title = title;
        this.arguments = arguments;
    }

    Report text(String paragraph) {
        blocks.add(paragraph);
        return this;
    }

    /** Says which layers were not there. */
    Report layers(List<Layer> measured) {
        List<String> absent = Layer.absent(measured);
        return absent.isEmpty()
                ? this
                : text("**Not measured, because it was not built: " + String.join(", ", absent) + ".**");
    }

    /** Rows are as long as the head; the first column is text, the others are numbers. */
    Report table(List<String> head, List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(row(head));
        lines.add("| --- |" + " ---: |".repeat(head.size() - 1));
        rows.forEach(each -> lines.add(row(each)));
        blocks.add(String.join("\n", lines));
        return this;
    }

    /** Something to be reached: at most the limit. */
    Report atMost(String what, double limit, double measured, String unit) {
        return target(what, "≤ " + number(limit), measured, unit, measured <= limit);
    }

    /** Something to be reached: at least the limit. */
    Report atLeast(String what, double limit, double measured, String unit) {
        return target(what, "≥ " + number(limit), measured, unit, measured >= limit);
    }

    private Report target(String what, String limit, double measured, String unit, boolean reached) {
        targets.add(List.of(what, limit + unit, number(measured) + unit, reached ? "yes" : "**no**"));
        return this;
    }

    /** Writes the page and prints it. */
    void write() {
        if (!targets.isEmpty()) {
            text("## Targets");
            table(List.of("what", "target", "measured", "reached"), targets);
        }
        String page = head() + String.join("\n\n", blocks) + "\n";
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name + ".md"), page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println();
        System.out.println(page);
        System.out.println("Written to " + FOLDER.resolve(name + ".md"));
    }

    private String head() {
        return "# " + title + "\n\n"
                + (arguments.preliminary() ? "**Preliminary: fewer runs than the command makes by default.**\n\n" : "")
                + LocalDate.now(ZoneOffset.UTC) + ", `benchmarks/run " + name + " --runs " + arguments.runs() + "`\n\n"
                + Machine.description() + "; load average " + loadBefore + " before, " + Machine.load() + " after.\n\n";
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** Three significant digits or all of the integer part. */
    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
