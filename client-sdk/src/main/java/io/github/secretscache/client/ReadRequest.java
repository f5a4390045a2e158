package io.github.secretscache.client;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param name name or ARN
 * @param version the stage of a secret, or the version number or label of a parameter; null for the one the server is
 *     configured for, which is AWSCURRENT or the latest unless set
 * @param refresh whether the server must fetch anew
 */
record ReadRequest(ValueKind kind, String name, @Nullable String version, boolean refresh) {
    /** Secrets Manager's bound for an ARN; a name has 512 characters at most. */
    private static final int MAX_NAME_LENGTH = 2048;

    static final int MAX_VERSION_LENGTH = 256;
    private static final String HEX = "0123456789ABCDEF";

    ReadRequest {
        check("name", name, MAX_NAME_LENGTH);
        if (version != null) {
            check(kind.versionProperty(), version, MAX_VERSION_LENGTH);
        }
    }

    /** {@return the key of the answer in the near cache; a refresh has the same key as a read} */
    String key() {
        return version == null ? name : name + '\n' + version;
    }

    /** {@return how a message begins} */
    String subject() {
        return kind.subject(name) + (version == null ? "" : kind.versionPrefix() + version);
    }

    /** {@return the version as a parameter of a query}; a label cannot begin with a digit, so a number is a version. */
    String versionQuery() {
        String asked = Objects.requireNonNull(version, "version");
        boolean isNumber = asked.chars().allMatch(c -> c >= '0' && c <= '9');
        String name = kind == ValueKind.SECRET ? "versionStage" : isNumber ? "version" : "label";
        return name + "=" + encoded(asked);
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

    /** @throws IllegalArgumentException if no secret can have such a name, or no version such a stage */
    static void check(String property, String value, int maxLength) {
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
