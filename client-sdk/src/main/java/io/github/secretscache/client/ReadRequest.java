package io.github.secretscache.client;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param name name or ARN
 * @param versionStage null for the one the server is configured for, which is AWSCURRENT unless set
 * @param refresh whether the server must fetch anew
 */
record ReadRequest(String name, @Nullable String versionStage, boolean refresh) {
    /** Secrets Manager's bound for an ARN; a name has 512 characters at most. */
    private static final int MAX_NAME_LENGTH = 2048;

    private static final int MAX_STAGE_LENGTH = 256;
    private static final String HEX = "0123456789ABCDEF";

    ReadRequest {
        check("name", name, MAX_NAME_LENGTH);
        if (versionStage != null) {
            check("versionStage", versionStage, MAX_STAGE_LENGTH);
        }
    }

    static ReadRequest of(String name) {
        return new ReadRequest(name, null, false);
    }

    /** {@return what the near cache keeps the answer under; a refresh has the same key as a read} */
    String key() {
        return versionStage == null ? name : name + '\n' + versionStage;
    }

    /** {@return how a message begins} */
    String subject() {
        return "Secret \"" + name + "\"" + (versionStage == null ? "" : " at stage " + versionStage);
    }

    /** {@return a name or value percent-encoded for a path or query, slashes too} */
    static String encoded(String value) {
        StringBuilder encoded = new StringBuilder(value.length() + 16);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }

    private static void check(String property, String value, int maxLength) {
        Objects.requireNonNull(value, property);
        if (value.isBlank() || value.length() > maxLength) {
            throw new IllegalArgumentException(property + " must have 1 to " + maxLength
                    + " characters that are not all blank, but has " + value.length()
                    + (value.isBlank() ? " blank ones" : ""));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(property + " must not hold control characters, but does");
        }
    }
}
