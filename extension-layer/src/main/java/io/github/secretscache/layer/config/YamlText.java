package io.github.secretscache.layer.config;

/**
 * The text of a YAML file as people paste it: finds and reports characters that only look like YAML's, and replaces
 * them if that keeps lines and columns, so that the rest of the file can be checked too.
 */
final class YamlText {
    private final Place place;
    private final char[] text;
    private int line = 1;
    private boolean readable = true;

    /** Collects problems with their place in the file. */
    interface Place {
        void problem(int line, int column, String what);
    }

    YamlText(String text, Place place) {
        this.text = text.toCharArray();
        this.place = place;
    }

    /** {@return the corrected text, or {@code null} if it cannot be parsed} */
    @org.jspecify.annotations.Nullable
    String mended() {
        int start = 0;
        while (start < text.length) {
            checkLine(start);
            while (start < text.length && text[start] != '\n') {
                start++;
            }
            start++;
            line++;
        }
        return readable ? new String(text) : null;
    }

    private void checkLine(int start) {
        int i = start;
        for (; i < text.length && (isBlank(text[i]) || isDash(text[i])); i++) {
            int column = i - start + 1;
            if (text[i] == '\t') {
                place.problem(line, column, "read a tab, expected spaces: YAML is indented by spaces only");
                readable = false;
                return;
            }
            if (text[i] == '\u00a0') {
                place.problem(line, column, "read a no-break space (U+00A0), expected a space");
                text[i] = ' ';
            } else if (isDash(text[i])) {
                if (!isBulletAt(i)) {
                    return;
                }
                place.problem(
                        line,
                        column,
                        "read " + dashName(text[i]) + ", expected a hyphen (-): a list item in YAML"
                                + " begins with \"- \"; the line was probably copied from a formatted page");
                text[i] = '-';
            }
        }
    }

    private boolean isBulletAt(int i) {
        return i + 1 == text.length || isBlank(text[i + 1]) || text[i + 1] == '\n' || text[i + 1] == '\r';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u00a0';
    }

    private static boolean isDash(char c) {
        return c == '\u2010' || c == '\u2011' || c == '\u2012' || c == '\u2013' || c == '\u2014' || c == '\u2212';
    }

    private static String dashName(char c) {
        String name = switch (c) {
            case '\u2013' -> "an en dash";
            case '\u2014' -> "an em dash";
            case '\u2212' -> "a minus sign";
            default -> "a typographic dash";
        };
        return name + " (" + c + ", U+" + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT) + ")";
    }
}
