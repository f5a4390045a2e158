package io.github.secretscache.extension.api;

/** Writes JSON strings (RFC 8259, section 7). */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends a text in quotes. An incomplete character, such as half a surrogate pair, is escaped too. */
    static void appendQuoted(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                appendEscape(json, c);
            } else if (!Character.isSurrogate(c)) {
                json.append(c);
            } else if (Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                json.append(c).append(text.charAt(++i));
            } else {
                appendEscape(json, c);
            }
        }
        json.append('"');
    }

    private static void appendEscape(StringBuilder json, char c) {
        json.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            json.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}
