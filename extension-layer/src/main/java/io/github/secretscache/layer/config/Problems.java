package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a configuration, so that all of it is reported at once. Not thread-safe. */
public final class Problems {
    private static final int MAX_LINES = 50;
    private static final int MAX_QUOTED = 80;

    private final List<String> lines = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private int dropped;

    /** Nothing is wrong so far. */
    public Problems() {}

    /** Adds what keeps the extension from starting. */
    public void add(String where, String what) {
        if (lines.size() < MAX_LINES) {
            lines.add(where + ": " + what);
        } else {
            dropped++;
        }
    }

    /** Adds what was read where something else is expected. */
    public void add(String where, String read, String expected) {
        add(where, "read " + quoted(read) + ", expected " + expected);
    }

    /** Adds what the user should know and the extension can start with. */
    public void notice(String where, String what) {
        if (notices.size() < MAX_LINES) {
            notices.add(where + ": " + what);
        }
    }

    /** {@return whether nothing keeps the extension from starting} */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** {@return what keeps the extension from starting, a line each} */
    public List<String> lines() {
        if (dropped == 0) {
            return List.copyOf(lines);
        }
        List<String> all = new ArrayList<>(lines);
        all.add("and " + dropped + " more problems");
        return all;
    }

    /** {@return what the user should know, a line each} */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** {@return what was read, in quotes: cut where it is long, control characters made visible} */
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
