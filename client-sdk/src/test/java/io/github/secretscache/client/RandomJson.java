package io.github.secretscache.client;

import java.util.Random;

/** Writes random JSON, and breaks it. No half surrogate pairs: RFC 8259 allows them, Jackson only in some places. */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
    private static final String[] ESCAPES = {
        "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u20AC"
    };
    private static final String DAMAGE = "{}[]\",:\\0123456789+-.eEtrufalsn/*#' \n\u0007\u00e9x";

    private RandomJson() {}

    static void object(Random random, StringBuilder out, int depth) {
        out.append(space(random)).append('{').append(space(random));
        int members = random.nextInt(4);
        for (int i = 0; i < members; i++) {
            out.append(i == 0 ? "" : ",").append(space(random));
            string(random, out, String.valueOf((char) ('a' + i)));
            out.append(space(random)).append(':').append(space(random));
            value(random, out, depth + 1);
            out.append(space(random));
        }
        out.append('}').append(space(random));
    }

    static void damage(Random random, StringBuilder text) {
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, c);
                case 2 -> text.setCharAt(at, c);
                default -> text.setLength(at);
            }
        }
    }

    private static void value(Random random, StringBuilder out, int depth) {
        switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> string(random, out, "");
            case 1 -> out.append(random.nextInt()).append(random.nextBoolean() ? "" : "." + random.nextInt(1000));
            case 2 ->
                out.append(random.nextInt(100))
                        .append(random.nextBoolean() ? "e" : "E-")
                        .append(random.nextInt(20));
            case 3 -> out.append(random.nextBoolean());
            case 4 -> out.append("null");
            case 5 -> object(random, out, depth);
            default -> array(random, out, depth);
        }
    }

    private static void array(Random random, StringBuilder out, int depth) {
        out.append('[');
        int items = random.nextInt(3);
        for (int i = 0; i < items; i++) {
            out.append(i == 0 ? "" : ",").append(space(random));
            value(random, out, depth + 1);
        }
        out.append(space(random)).append(']');
    }

    private static void string(Random random, StringBuilder out, String start) {
        out.append('"').append(start);
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> out.append(ESCAPES[random.nextInt(ESCAPES.length)]);
                case 1 -> out.append((char) (0xa0 + random.nextInt(1000)));
                default -> out.append((char) ('a' + random.nextInt(26)));
            }
        }
        out.append('"');
    }

    private static String space(Random random) {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
