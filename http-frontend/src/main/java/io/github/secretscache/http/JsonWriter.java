package io.github.secretscache.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text (RFC 8259): four kinds of reply do not pay for a library. Not thread-safe. Nothing checks that
 * objects and arrays are closed in order.
 */
final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(512);
    private boolean commaDue;

    JsonWriter beginObject() {
        return open('{');
    }

    JsonWriter endObject() {
        return close('}');
    }

    JsonWriter beginArray() {
        return open('[');
    }

    JsonWriter endArray() {
        return close(']');
    }

    JsonWriter name(String name) {
        separate();
        quote(name);
        out.append(':');
        commaDue = false;
        return this;
    }

    JsonWriter value(@Nullable String value) {
        separate();
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        commaDue = true;
        return this;
    }

    JsonWriter value(long value) {
        return literal(Long.toString(value));
    }

    JsonWriter value(boolean value) {
        return literal(Boolean.toString(value));
    }

    JsonWriter strings(Collection<String> values) {
        beginArray();
        values.forEach(this::value);
        return endArray();
    }

    /** Writes a member whose value is a string, unless that is {@code null}. */
    JsonWriter memberIfPresent(String name, @Nullable String value) {
        return value == null ? this : name(name).value(value);
    }

    ByteBuffer toUtf8() {
        return ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "JsonWriter[" + out.length() + " characters]";
    }

    private JsonWriter literal(String text) {
        separate();
        out.append(text);
        commaDue = true;
        return this;
    }

    private JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        commaDue = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.append(bracket);
        commaDue = true;
        return this;
    }

    private void separate() {
        if (commaDue) {
            out.append(',');
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || isUnpaired(text, i)) {
                        escape(c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** A surrogate without its partner has no form in UTF-8; escaped, it survives. */
    private static boolean isUnpaired(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX[(c >> shift) & 0xf]);
        }
    }
}
