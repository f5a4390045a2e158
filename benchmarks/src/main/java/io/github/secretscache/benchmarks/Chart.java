package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws docs/benchmarks/startup.svg from the table in startup.md; its colours can be read on white and on black. */
final class Chart {
    private static final int WIDTH = 720;
    private static final int LEFT = 250;
    private static final int BAR = 14;
    private static final int GROUP = 44;
    private static final int TOP = 52;
    private static final String TEXT = "#7a8490";
    private static final List<String> COLOURS = List.of("#2f81f7", "#8250df");

    private record Group(String name, double registered, double read) {
        double most() {
            return Math.max(registered, read);
        }
    }

    private Chart() {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException {
        List<Group> groups = groups(Files.readAllLines(Report.FOLDER.resolve("startup.md")));
        Path file = Report.FOLDER.resolve("startup.svg");
        Files.writeString(file, svg(groups));
        System.out.println("Written to " + file);
    }

    /** The rows for one secret: name, secrets, registered, ratio, next, ratio, read, ratio. */
    private static List<Group> groups(List<String> lines) {
        List<Group> groups = new ArrayList<>();
        for (String line : lines) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() == 10 && cells.get(2).equals("1")) {
                groups.add(new Group(cells.get(1), millis(cells.get(3)), millis(cells.get(7))));
            }
        }
        if (groups.isEmpty()) {
            throw new IllegalStateException("startup.md has no row for one secret; run benchmarks/run startup");
        }
        return groups;
    }

    private static double millis(String cell) {
        return Double.parseDouble(cell.substring(0, cell.indexOf(' ')));
    }

    private static String svg(List<Group> groups) {
        double most = groups.stream().mapToDouble(Group::most).max().orElse(1);
        double scale = (WIDTH - LEFT - 60) / most;
        StringBuilder body = new StringBuilder();
        text(body, 10, 20, "start", "From process start, one secret over HTTPS, ms (shorter is better)");
        legend(body, 10, 0, "register answered");
        legend(body, 170, 1, "secret can be read");
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            int y = TOP + i * GROUP;
            text(body, LEFT - 8, y + BAR + 5, "end", group.name);
            bar(body, y, group.registered, scale, COLOURS.get(0));
            bar(body, y + BAR + 2, group.read, scale, COLOURS.get(1));
        }
        int height = TOP + groups.size() * GROUP;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH
                + "\" height=\"" + height + "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"" + TEXT
                + "\">\n<title>Start of the extension</title>\n" + body + "</svg>\n";
    }

    private static void legend(StringBuilder body, int x, int colour, String name) {
        rectangle(body, x, 30, 10, 10, COLOURS.get(colour));
        text(body, x + 15, 39, "start", name);
    }

    private static void bar(StringBuilder body, int y, double millis, double scale, String colour) {
        int width = (int) Math.round(millis * scale);
        rectangle(body, LEFT, y, width, BAR, colour);
        text(body, LEFT + width + 5, y + BAR - 3, "start", String.format(Locale.ROOT, "%.0f", millis));
    }

    private static void rectangle(StringBuilder body, int x, int y, int width, int height, String colour) {
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                colour));
    }

    private static void text(StringBuilder body, int x, int y, String anchor, String text) {
        body.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
