package io.github.secretscache.client;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of one version of a secret, and its decoded forms; shared by all {@code Secret} objects of that version. */
final class SecretContent {
    private final byte[] bytes;
    private final @Nullable String text;
    private final DecodedValues decoded = new DecodedValues();
    private volatile @Nullable Map<String, @Nullable String> fields;

    /**
     * @param bytes the value; not copied
     * @param text the same as text, or null for a binary secret
     */
    SecretContent(byte[] bytes, @Nullable String text) {
        this.bytes = bytes;
        this.text = text;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Nullable
    String text() {
        return text;
    }

    int length() {
        return bytes.length;
    }

    DecodedValues decoded() {
        return decoded;
    }

    boolean isSameAs(SecretContent other) {
        return (text == null) == (other.text == null) && Arrays.equals(bytes, other.bytes);
    }

    /** The members of the text, read once. */
    Map<String, @Nullable String> fields(String text) throws MalformedJsonException {
        Map<String, @Nullable String> known = fields;
        if (known == null) {
            known = JsonReader.members(text);
            fields = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "SecretContent[length=" + bytes.length + "]";
    }
}
