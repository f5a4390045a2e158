package io.github.secretscache.layer.config;

import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the parts of one file and names file, line and column of each problem. */
final class ConfigReader implements YamlText.Place {
    private final String path;
    private final Problems problems;

    ConfigReader(String path, Problems problems) {
        this.path = path;
        this.problems = problems;
    }

    @Override
    public void problem(int line, int column, String what) {
        problems.add(path + ":" + line + ":" + column, what);
    }

    void problem(YamlNode node, String what) {
        problem(node.line(), node.column(), what);
    }

    void wrongKind(YamlNode node, String expected) {
        problem(node, "read " + describe(node) + ", expected " + expected);
    }

    /** {@return what a node is, for messages} */
    static String describe(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return Problems.quoted(scalar.text());
        }
        if (node instanceof YamlNode.Empty) {
            return "nothing";
        }
        return node instanceof YamlNode.Items ? "a list" : "a map";
    }

    /**
     * Goes through the maps of a list.
     *
     * @param expected of the list
     * @param expectedItem of each item
     */
    void forEachItem(YamlNode node, String expected, String expectedItem, ObjIntConsumer<YamlNode.Fields> action) {
        if (!(node instanceof YamlNode.Items items)) {
            wrongKind(node, expected);
            return;
        }
        int number = 1;
        for (YamlNode item : items.nodes()) {
            if (item instanceof YamlNode.Fields fields) {
                action.accept(fields, number);
            } else {
                wrongKind(item, expectedItem);
            }
            number++;
        }
    }

    void checkKeys(YamlNode.Fields fields, List<String> known) {
        for (YamlNode.Field field : fields.fields()) {
            if (!known.contains(field.name())) {
                problem(
                        field.line(),
                        field.column(),
                        "read the key " + Problems.quoted(field.name()) + Suggestion.forWord(field.name(), known)
                                + ", expected one of " + String.join(", ", known));
            }
        }
    }

    /** {@return the settings below a key such as {@code cache:}, or {@code null} if there are none} */
    YamlNode.@Nullable Fields section(YamlNode.Fields root, String name, List<String> known) {
        YamlNode node = root.get(name);
        if (node == null || node instanceof YamlNode.Empty) {
            return null;
        }
        if (!(node instanceof YamlNode.Fields fields)) {
            wrongKind(node, "settings such as \"key: value\" below \"" + name + ":\"");
            return null;
        }
        checkKeys(fields, known);
        return fields;
    }

    /** {@return the text of a scalar, or {@code null} after a problem was noted} */
    @Nullable
    String text(YamlNode node, String expected) {
        if (!(node instanceof YamlNode.Scalar scalar) || scalar.text().isBlank()) {
            wrongKind(node, expected);
            return null;
        }
        char first = scalar.text().charAt(0);
        if (first == '\u2018' || first == '\u2019' || first == '\u201c' || first == '\u201d') {
            wrongKind(node, expected + " in straight quotes or none: the quotes read are typographic");
            return null;
        }
        return scalar.text();
    }

    /** {@return what is made, or {@code null} after a problem was noted} */
    <T> @Nullable T made(YamlNode node, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            problem(node, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** {@return the text of an optional field, or {@code null} where there is none} */
    @Nullable
    String optionalText(YamlNode.Fields fields, String key, String expected) {
        YamlNode node = fields.get(key);
        return node == null ? null : text(node, expected);
    }

    /** {@return the value of an optional field, or {@code null} if there is none} */
    <T> @Nullable T optionalValue(YamlNode.Fields fields, String key, ValueType<T> type) {
        YamlNode node = fields.get(key);
        String text = node == null ? null : text(node, type.expected());
        if (node == null || text == null) {
            return null;
        }
        T value = type.parse(text);
        if (value == null) {
            wrongKind(node, type.expected());
        }
        return value;
    }
}
