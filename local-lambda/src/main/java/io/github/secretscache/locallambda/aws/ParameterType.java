package io.github.secretscache.locallambda.aws;

import java.util.Arrays;

/** The types of Parameter Store. */
public enum ParameterType {
    /** Any text. */
    STRING("String"),
    /** Texts separated by commas. */
    STRING_LIST("StringList"),
    /** Text that is encrypted unless it is read with decryption. */
    SECURE_STRING("SecureString");

    private final String wireName;

    ParameterType(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    static ParameterType of(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> ServiceException.validation("1 validation error detected: Value '" + wireName
                        + "' at 'type' failed to satisfy constraint: Member must satisfy enum value set:"
                        + " [SecureString, StringList, String]"));
    }
}
