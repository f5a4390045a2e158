package io.github.secretscache.http;

/** Makes text of a request safe to quote in an error: short, and printable. */
final class Excerpt {
    private static final int MAX_LENGTH = 80;

    private Excerpt() {}

    static String of(String text) {
        StringBuilder printable = new StringBuilder("'");
        text.chars().limit(MAX_LENGTH).forEach(c -> printable.append(Character.isISOControl(c) ? '?' : (char) c));
        return printable.append(text.length() > MAX_LENGTH ? "…'" : "'").toString();
    }
}
