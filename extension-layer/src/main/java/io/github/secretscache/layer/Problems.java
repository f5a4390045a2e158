package io.github.secretscache.layer;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a configuration, so that all of it is reported at once. Not thread-safe. */
final class Problems {
    private static final int MAX_LINES = 50;
    private static final int MAX_QUOTED = 80;

    private final List<String> lines = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private int dropped;

    /** Adds what keeps the extension from starting. */
    void add(String where, String what) {
        if (lines.size() < MAX_LINES) {
            lines.add(where + ": " + what);
        } else {
            dropped++;
        }
    }

    void add(String where, String read, String expected) {
        add(where, "read " + quoted(read) + ", expected " + expected);
    }

    /** Adds what the user should know and the extension can start with. */
    void notice(String where, String what) {
        if (notices.size() < MAX_LINES) {
            notices.add(where + ": " + what);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        if (dropped == 0) {
            return List.copyOf(lines);
        }
        List<String> all = new ArrayList<>(lines);
        all.add("and " + dropped + " more problems");
        return all;
    }

    List<String> notices() {
        return List.copyOf(notices);
    }

    /** What was read, in quotes: cut where it is long, control characters made visible. */
    static String quoted(String text) {
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
