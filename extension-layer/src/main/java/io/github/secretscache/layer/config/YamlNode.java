package io.github.secretscache.layer.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a YAML file with its line and column (from 1). */
sealed interface YamlNode {
    int line();

    int column();

    /** A plain or quoted text, a number, a truth value; all as they are written. */
    record Scalar(String text, int line, int column) implements YamlNode {}

    /** Nothing, where a value could be. */
    record Empty(int line, int column) implements YamlNode {}

    /** A list. */
    record Items(List<YamlNode> nodes, int line, int column) implements YamlNode {}

    /** A map; its keys are different. */
    record Fields(List<Field> fields, int line, int column) implements YamlNode {
        @Nullable
        YamlNode get(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return field.value();
                }
            }
            return null;
        }

        /** {@return the value of a key, or this map if it does not have the key: the place for a message} */
        YamlNode at(String name) {
            YamlNode node = get(name);
            return node == null ? this : node;
        }
    }

    /** A key and its value; line and column are the key's. */
    record Field(String name, int line, int column, YamlNode value) {}
}
