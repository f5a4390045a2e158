package io.github.secretscache.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly by RFC 8259: the members of one object, or the strings of one array. Values that
 * are not strings are checked and handed back as their text.
 */
final class JsonReader {
    /** Deeper nesting is refused, so that no text can exhaust the stack. */
    static final int MAX_DEPTH = 200;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** {@return the members in their order: a string as it is, null as null, anything else as its JSON text} */
    static Map<String, @Nullable String> members(String text) throws MalformedJsonException {
        JsonReader reader = new JsonReader(text);
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        reader.skipSpace();
        reader.object(1, members);
        reader.end();
        return members;
    }

    /** {@return the items of an array that holds strings only} */
    static List<String> strings(String text) throws MalformedJsonException {
        JsonReader reader = new JsonReader(text);
        List<String> items = new ArrayList<>();
        reader.skipSpace();
        reader.expect('[', "an array is expected");
        reader.skipSpace();
        if (!reader.accept(']')) {
            do {
                reader.skipSpace();
                items.add(reader.string());
                reader.skipSpace();
            } while (reader.accept(','));
            reader.expect(']', "a comma or the end of the array is missing");
        }
        reader.end();
        return items;
    }

    /** Reads an object and puts its members into {@code members}. */
    private void object(int depth, Map<String, @Nullable String> members) throws MalformedJsonException {
        expect('{', "an object is expected");
        skipSpace();
        if (accept('}')) {
            return;
        }
        do {
            skipSpace();
            int start = at;
            String name = string();
            skipSpace();
            expect(':', "a colon is missing");
            skipSpace();
            String value = value(depth);
            if (members.containsKey(name)) {
                throw malformed("a name stands twice", start);
            }
            members.put(name, value);
            skipSpace();
        } while (accept(','));
        expect('}', "a comma or the end of the object is missing");
    }

    private @Nullable String value(int depth) throws MalformedJsonException {
        int start = at;
        switch (peek()) {
            case '"' -> {
                return string();
            }
            case '{' -> object(deeper(depth), new HashMap<>());
            case '[' -> array(deeper(depth));
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> {
                word("null");
                return null;
            }
            default -> number();
        }
        return text.substring(start, at);
    }

    private int deeper(int depth) throws MalformedJsonException {
        if (depth == MAX_DEPTH) {
            throw malformed("it is nested deeper than " + MAX_DEPTH, at);
        }
        return depth + 1;
    }

    private void array(int depth) throws MalformedJsonException {
        at++;
        skipSpace();
        if (accept(']')) {
            return;
        }
        do {
            skipSpace();
            value(depth);
            skipSpace();
        } while (accept(','));
        expect(']', "a comma or the end of the array is missing");
    }

    private String string() throws MalformedJsonException {
        expect('"', "a string is expected");
        int start = at;
        while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder value = new StringBuilder().append(text, start, at);
        while (!accept('"')) {
            if (at == text.length()) {
                throw malformed("a string does not end", at);
            }
            char c = text.charAt(at++);
            if (c < ' ') {
                throw malformed("a control character stands in a string", at - 1);
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() throws MalformedJsonException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("an escape is unknown", at - 1);
        };
    }

    private char unicode() throws MalformedJsonException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformed("four hexadecimal digits are expected", at);
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private void word(String word) throws MalformedJsonException {
        if (!text.startsWith(word, at)) {
            throw malformed("a value is expected", at);
        }
        at += word.length();
    }

    private void number() throws MalformedJsonException {
        accept('-');
        if (!accept('0')) {
            digits("a value is expected");
        }
        if (accept('.')) {
            digits("a digit is expected after the point");
        }
        if (accept('e') || accept('E')) {
            if (!accept('+')) {
                accept('-');
            }
            digits("a digit is expected in the exponent");
        }
    }

    private void digits(String problem) throws MalformedJsonException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed(problem, at);
        }
    }

    private void end() throws MalformedJsonException {
        skipSpace();
        if (at < text.length()) {
            throw malformed("something follows the value", at);
        }
    }

    private void skipSpace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c, String problem) throws MalformedJsonException {
        if (!accept(c)) {
            throw malformed(problem, at);
        }
    }

    /** {@return the next character, or at the end NUL, which valid JSON never contains} */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static MalformedJsonException malformed(String problem, int offset) {
        return new MalformedJsonException(problem, offset);
    }
}
