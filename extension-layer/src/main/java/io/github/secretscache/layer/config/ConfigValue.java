package io.github.secretscache.layer.config;

/**
 * A value and where it came from.
 *
 * @param value the value
 * @param source an environment variable, {@code file:line:column}, or {@value #DEFAULT}
 * @param <T> the type of the value
 */
public record ConfigValue<T>(T value, String source) {
    static final String DEFAULT = "default";

    static <T> ConfigValue<T> byDefault(T value) {
        return new ConfigValue<>(value, DEFAULT);
    }

    /** {@return whether nobody set it} */
    public boolean isDefault() {
        return source.equals(DEFAULT);
    }
}
