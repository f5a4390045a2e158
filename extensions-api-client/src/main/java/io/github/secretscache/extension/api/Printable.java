package io.github.secretscache.extension.api;

/** Makes text from outside fit for a message: one line, no control characters, not too long. */
final class Printable {
    private static final int MAX_LENGTH = 500;

    private Printable() {}

    static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        StringBuilder printable = new StringBuilder(length + 1);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            printable.append(isUnprintable(c) ? '?' : c);
        }
        if (text.length() > MAX_LENGTH) {
            printable.append('…');
        }
        return printable.toString();
    }

    /** Includes characters that break lines or change the reading direction, and half surrogate pairs. */
    private static boolean isUnprintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
