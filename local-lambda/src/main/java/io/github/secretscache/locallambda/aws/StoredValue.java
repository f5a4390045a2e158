package io.github.secretscache.locallambda.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text or the bytes of one version. */
final class StoredValue {

    static final int MAX_BYTES = 65_536;

    private final byte[] bytes;
    private final @Nullable String text;

    private StoredValue(byte[] bytes, @Nullable String text) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw ServiceException.validation("1 validation error detected: Value at '"
                    + (text == null ? "secretBinary" : "secretString")
                    + "' failed to satisfy constraint: Member must have length between 1 and " + MAX_BYTES);
        }
        this.bytes = bytes;
        this.text = text;
    }

    static StoredValue text(String text) {
        return new StoredValue(text.getBytes(StandardCharsets.UTF_8), text);
    }

    static StoredValue binary(byte[] bytes) {
        return new StoredValue(bytes.clone(), null);
    }

    /** Null if the value is binary. */
    @Nullable
    String text() {
        return text;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredValue that
                && (text == null) == (that.text == null)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return (text == null ? "binary" : "text") + " of " + bytes.length + " bytes";
    }
}
