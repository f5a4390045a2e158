package io.github.secretscache.http;

import java.util.Collection;
import java.util.List;

/**
 * Names that may be read, as patterns in which {@code *} stands for any characters. A pattern that begins with {@code
 * parameter:} is for parameters, every other one for secrets: allowing secrets does not allow parameters.
 */
final class AllowList {
    static final String PARAMETER = "parameter:";

    private final List<String> patterns;

    AllowList(Collection<String> patterns) {
        this.patterns = List.copyOf(patterns);
        if (this.patterns.contains("")) {
            throw new IllegalArgumentException("a pattern of allow must not be empty; * stands for every name");
        }
    }

    /** @param name of a secret, or of a parameter after {@code parameter:} */
    boolean contains(String name) {
        boolean parameter = name.startsWith(PARAMETER);
        for (String pattern : patterns) {
            if (pattern.startsWith(PARAMETER) == parameter && matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * At worst the time is proportional to the product of the lengths: on a mismatch only the last star takes one more
     * character.
     */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
