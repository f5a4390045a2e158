package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;

/** Collects all problems of a configuration, so that they are reported at once. Not thread-safe. */
public final class Problems {
    private static final int MAX_LINES = 50;
    private static final int MAX_QUOTED = 80;

    private final List<String> lines = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private int dropped;

    /** No problems so far. */
    public Problems() {}

    /** Adds a problem that keeps the extension from starting. */
    public void add(String where, String what) {
        if (lines.size() < MAX_LINES) {
            lines.add(where + ": " + what);
        } else {
            dropped++;
        }
    }

    /** Adds a problem: what was read, and what is expected instead. */
    public void add(String where, String read, String expected) {
        add(where, "read " + quoted(read) + ", expected " + expected);
    }

    /** Adds a notice for the user that does not keep the extension from starting. */
    public void notice(String where, String what) {
        if (notices.size() < MAX_LINES) {
            notices.add(where + ": " + what);
        }
    }

    /** {@return whether the extension can start} */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** {@return the problems that keep the extension from starting, one line each} */
    public List<String> lines() {
        if (dropped == 0) {
            return List.copyOf(lines);
        }
        List<String> all = new ArrayList<>(lines);
        all.add("and " + dropped + " more problems");
        return all;
    }

    /** {@return the notices for the user, one line each} */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** {@return what was read, in quotes: shortened if it is long, with control characters made visible} */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_QUOTED) + 8).append('"');
        for (int i = 0; i < text.length() && i < MAX_QUOTED; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else {
                out.append(Character.isISOControl(c) ? '?' : c);
            }
        }
        return out.append(text.length() > MAX_QUOTED ? "…\"" : "\"").toString();
    }
}
