package io.github.secretscache.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The raw query of a request, split into names and values in the order given. */
final class QueryString {
    /** One {@code name=value}, decoded; the value is empty if there is no {@code =}. */
    record Parameter(String name, String value) {}

    private QueryString() {}

    /**
     * Parses a query.
     *
     * @throws IllegalArgumentException if its percent-encoding is broken
     */
    static List<Parameter> parse(String raw) {
        if (raw.isEmpty()) {
            return List.of();
        }
        List<Parameter> parameters = new ArrayList<>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start) {
                parameters.add(parameter(raw.substring(start, end)));
            }
            start = end + 1;
        }
        return parameters;
    }

    /**
     * {@return the meaning of a value such as that of {@code refreshNow}, in upper or lower case, or {@code null} if
     * it has none}
     */
    static @Nullable Boolean flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static Parameter parameter(String pair) {
        int equals = pair.indexOf('=');
        return equals < 0
                ? new Parameter(PercentDecoding.query(pair), "")
                : new Parameter(
                        PercentDecoding.query(pair.substring(0, equals)),
                        PercentDecoding.query(pair.substring(equals + 1)));
    }
}
