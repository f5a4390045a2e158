package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Prints lines within a width, broken between words and never cut, and in colour if it is a terminal and {@code NO_COLOR}
 * is not set. Thread-safe; a line stays in one piece.
 */
final class Terminal {

    static final int DEFAULT_WIDTH = 100;

    private static final int LEAST_WIDTH = 40;
    private static final String RESET = "\u001b[0m";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[\\d+m");

    /** How a part of a line looks. */
    enum Look {
        TITLE("\u001b[1m"),
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        NOTE("\u001b[33m"),
        QUIET("\u001b[2m");

        private final String code;

        Look(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final int width;
    private final boolean colour;

    Terminal(PrintStream out, int width, boolean colour) {
        this.out = out;
        this.width = width;
        this.colour = colour;
    }

    /** This process's standard output. */
    static Terminal standard(Map<String, String> environment) {
        boolean terminal = isTerminal();
        boolean colour = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(System.out, terminal ? terminalWidth() : DEFAULT_WIDTH, colour);
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static int terminalWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/proc/self/fd/1").toFile())
                    .redirectErrorStream(true)
                    .start();
            return width(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return DEFAULT_WIDTH;
        }
    }

    /** @param size rows and columns as stty prints them; 0 columns when the terminal does not know */
    static int width(String size) {
        try {
            String line = size.strip();
            int columns = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
            return columns > 0 ? Math.max(LEAST_WIDTH, columns) : DEFAULT_WIDTH;
        } catch (NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    int width() {
        return width;
    }

    void line() {
        print("");
    }

    void line(String text) {
        wrapped(text).forEach(this::print);
    }

    void line(Look look, String text) {
        wrapped(text).forEach(part -> print(painted(look, part)));
    }

    /** A line to copy: not broken, whatever its length. */
    void command(String text) {
        print(painted(Look.GOOD, text));
    }

    /** The text in a look, for a part of a line. */
    String painted(Look look, String text) {
        return colour ? look.code + text + RESET : text;
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Later parts are indented by two more than the first; a word that is longer than a line stays whole. */
    List<String> wrapped(String text) {
        List<String> parts = new ArrayList<>();
        String indent = " ".repeat(text.length() - text.stripLeading().length());
        StringBuilder part = new StringBuilder(indent);
        boolean empty = true;
        for (String word : text.strip().split(" ", -1)) {
            if (!empty && visibleLength(part) + 1 + visibleLength(word) > width) {
                parts.add(part.toString());
                part = new StringBuilder(indent).append("  ");
                empty = true;
            }
            part.append(empty ? "" : " ").append(word);
            empty = false;
        }
        parts.add(part.toString());
        return parts;
    }

    private static int visibleLength(CharSequence text) {
        return COLOUR.matcher(text).replaceAll("").length();
    }
}
