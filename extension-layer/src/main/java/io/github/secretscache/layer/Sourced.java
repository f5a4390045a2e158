package io.github.secretscache.layer;

/**
 * A value and where it came from.
 *
 * @param source an environment variable, {@code file:line:column}, or {@value #DEFAULT}
 */
record Sourced<T>(T value, String source) {
    static final String DEFAULT = "default";

    static <T> Sourced<T> byDefault(T value) {
        return new Sourced<>(value, DEFAULT);
    }
}
