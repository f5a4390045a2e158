package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of a few words, in upper or lower case, each of which means a value. */
final class Choice<T> implements ValueType<T> {
    /** {@code true} or {@code false}. */
    static final Choice<Boolean> FLAG =
            new Choice<Boolean>().or("false", Boolean.FALSE).or("true", Boolean.TRUE);

    private final List<String> words = new ArrayList<>();
    private final List<T> values = new ArrayList<>();

    /** Adds a word; only for building the choice. */
    Choice<T> or(String word, T value) {
        words.add(word);
        values.add(value);
        return this;
    }

    /** {@return a choice between the constants of an enum, by their names} */
    static <E extends Enum<E>> Choice<E> between(E[] constants) {
        Choice<E> choice = new Choice<>();
        for (E constant : constants) {
            choice.or(constant.name(), constant);
        }
        return choice;
    }

    @Override
    public @Nullable T parse(String text) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equalsIgnoreCase(text)) {
                return values.get(i);
            }
        }
        return null;
    }

    @Override
    public String format(T value) {
        return words.get(values.indexOf(value));
    }

    @Override
    public String expected() {
        return String.join(" or ", words);
    }
}
