package io.github.secretscache.layer.config;

import org.jspecify.annotations.Nullable;

/** The type of a setting: reads a value from text, checks it, and writes it. */
interface ValueType<T> {
    /** {@return the value, or {@code null} if the text (not empty) is not valid} */
    @Nullable
    T parse(String text);

    /** {@return the value as a user writes it} */
    String format(T value);

    /** {@return the accepted values, for messages} */
    String expected();

    /** {@return the value, or the largest one allowed if it is larger} */
    default T atMostTheLargest(T value) {
        return value;
    }
}
