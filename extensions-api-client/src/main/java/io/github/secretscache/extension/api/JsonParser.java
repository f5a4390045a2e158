package io.github.secretscache.extension.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict JSON parser (RFC 8259). Objects become maps, in which the last of two equal keys counts; arrays become lists;
 * a number becomes a {@code Long} if it is written as an integer of up to 18 digits, else a {@code Double}.
 */
final class JsonParser {
    static final int MAX_DEPTH = 64;

    private static final int MAX_LONG_DIGITS = 18;

    private final String text;
    private int position;
    private int depth;

    private JsonParser(String text) {
        this.text = text;
    }

    /** Parses a whole document. */
    static @Nullable Object parse(String text) throws MalformedReplyException {
        JsonParser parser = new JsonParser(text);
        parser.skipSpace();
        Object value = parser.value();
        parser.skipSpace();
        if (parser.position < text.length()) {
            throw parser.unexpected("the end");
        }
        return value;
    }

    private @Nullable Object value() throws MalformedReplyException {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() throws MalformedReplyException {
        Map<String, @Nullable Object> members = new HashMap<>();
        enter();
        if (!skip('}')) {
            do {
                skipSpace();
                if (peek() != '"') {
                    throw unexpected("a key in quotes");
                }
                String key = string();
                skipSpace();
                expect(':');
                skipSpace();
                members.put(key, value());
                skipSpace();
            } while (skip(','));
            expect('}');
        }
        depth--;
        return members;
    }

    private List<@Nullable Object> array() throws MalformedReplyException {
        List<@Nullable Object> elements = new ArrayList<>();
        enter();
        if (!skip(']')) {
            do {
                skipSpace();
                elements.add(value());
                skipSpace();
            } while (skip(','));
            expect(']');
        }
        depth--;
        return elements;
    }

    /** Skips the opening bracket and the space after it. */
    private void enter() throws MalformedReplyException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedReplyException("JSON nested more than " + MAX_DEPTH + " deep");
        }
        position++;
        skipSpace();
    }

    private String string() throws MalformedReplyException {
        position++;
        StringBuilder string = new StringBuilder();
        int begin = position;
        char c = next();
        while (c != '"') {
            if (c < ' ') {
                position--;
                throw unexpected("no control character in a string");
            }
            if (c == '\\') {
                string.append(text, begin, position - 1).append(escaped());
                begin = position;
            }
            c = next();
        }
        return string.append(text, begin, position - 1).toString();
    }

    private char escaped() throws MalformedReplyException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            // A surrogate pair is two escapes and needs no special treatment.
            case 'u' -> (char) (hexDigit() << 12 | hexDigit() << 8 | hexDigit() << 4 | hexDigit());
            default -> {
                position--;
                throw unexpected("an escape");
            }
        };
    }

    private int hexDigit() throws MalformedReplyException {
        char c = next();
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            position--;
            throw unexpected("a hexadecimal digit");
        }
        return digit;
    }

    private Object number() throws MalformedReplyException {
        int begin = position;
        skip('-');
        if (!skip('0')) {
            digits("a value");
        }
        boolean integer = true;
        if (skip('.')) {
            integer = false;
            digits("a digit");
        }
        if (skip('e') || skip('E')) {
            integer = false;
            if (!skip('+')) {
                skip('-');
            }
            digits("a digit");
        }
        String number = text.substring(begin, position);
        if (integer && number.length() <= MAX_LONG_DIGITS) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private void digits(String expected) throws MalformedReplyException {
        int begin = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == begin) {
            throw unexpected(expected);
        }
    }

    private @Nullable Object literal(String word, @Nullable Object value) throws MalformedReplyException {
        if (!text.startsWith(word, position)) {
            throw unexpected("a value");
        }
        position += word.length();
        return value;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private boolean skip(char c) {
        boolean found = position < text.length() && text.charAt(position) == c;
        if (found) {
            position++;
        }
        return found;
    }

    private void expect(char c) throws MalformedReplyException {
        if (!skip(c)) {
            throw unexpected("'" + c + "'");
        }
    }

    private char peek() throws MalformedReplyException {
        if (position == text.length()) {
            throw unexpected("more");
        }
        return text.charAt(position);
    }

    private char next() throws MalformedReplyException {
        char c = peek();
        position++;
        return c;
    }

    private MalformedReplyException unexpected(String expected) {
        String found =
                position < text.length() ? "'" + Printable.of(text.substring(position, position + 1)) + "'" : "its end";
        return new MalformedReplyException(
                "not JSON: expected " + expected + " at character " + position + ", found " + found);
    }
}
