package io.github.secretscache.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Undoes percent-encoding, strictly: two hexadecimal digits after each {@code %}, and UTF-8 in the end. */
final class PercentDecoding {
    private PercentDecoding() {}

    /** Decodes a part of a path: {@code +} is a plus sign. */
    static String path(String raw) {
        return decoded(raw, false);
    }

    /** Decodes a part of a query: {@code +} is a space, as HTML forms and most client libraries write it. */
    static String query(String raw) {
        return decoded(raw, true);
    }

    private static String decoded(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0 && !(plusIsSpace && raw.indexOf('+') >= 0)) {
            return raw;
        }
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put((byte) (hexDigit(raw, i + 1) << 4 | hexDigit(raw, i + 2)));
                i += 2;
            } else {
                bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("what is percent-encoded must be UTF-8", e);
        }
    }

    private static int hexDigit(String raw, int index) {
        int digit = index < raw.length() ? Character.digit(raw.charAt(index), 16) : -1;
        if (digit < 0 || raw.charAt(index) > 'f') {
            throw new IllegalArgumentException("each % must be followed by two hexadecimal digits");
        }
        return digit;
    }
}
