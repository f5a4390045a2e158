package io.github.secretscache.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The token. Never printed; compared in constant time. */
final class ReaderToken {
    private final byte[] expected;

    private ReaderToken(byte[] expected) {
        this.expected = expected;
    }

    static ReaderToken of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("token must not be empty: an empty header would open every secret");
        }
        return new ReaderToken(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Compares a reader's header with the token.
     *
     * @param header a header's value, one character for each byte; {@code null} if it was not sent
     */
    boolean matches(@Nullable String header) {
        return header != null && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return "ReaderToken[redacted]";
    }
}
