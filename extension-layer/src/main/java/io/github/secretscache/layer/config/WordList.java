package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A setting that is a list of words: separated by commas in the environment, a list in the file. */
final class WordList {
    private final String variable;
    private final String key;
    private final String example;

    /**
     * @param variable its variable
     * @param key its key in the file, with the section
     * @param example two words
     */
    WordList(String variable, String key, List<String> example) {
        this.variable = variable;
        this.key = key;
        this.example = String.join(", ", example);
    }

    /**
     * A word, without surrounding space.
     *
     * @param where its place, for messages
     */
    record Word(String where, String text) {}

    /** {@return the words, or {@code null} if the setting is not set} */
    @Nullable
    ConfigValue<List<Word>> read(Environment environment, ConfigFile file, Problems problems) {
        String text = environment.get(variable);
        if (text != null) {
            return new ConfigValue<>(ofVariable(text, problems), variable);
        }
        YamlNode node = file.node(key);
        return node == null ? null : new ConfigValue<>(ofFile(file, node, problems), file.at(node));
    }

    private List<Word> ofVariable(String text, Problems problems) {
        List<Word> words = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(','); end >= 0; end = text.indexOf(',', start)) {
            add(words, variable, text.substring(start, end));
            start = end + 1;
        }
        add(words, variable, text.substring(start));
        if (words.isEmpty()) {
            problems.add(variable, text, "names such as " + example.replace(" ", ""));
        }
        return words;
    }

    private List<Word> ofFile(ConfigFile file, YamlNode node, Problems problems) {
        ConfigReader in = new ConfigReader(file.path(), problems);
        String expected = "a list of names such as [" + example + "]";
        List<Word> words = new ArrayList<>();
        if (!(node instanceof YamlNode.Items items)) {
            in.wrongKind(node, expected);
            return words;
        }
        for (YamlNode item : items.nodes()) {
            String text = in.text(item, expected);
            add(words, file.at(item), text == null ? "" : text);
        }
        return words;
    }

    private static void add(List<Word> words, String where, String text) {
        if (!text.isBlank()) {
            words.add(new Word(where, text.strip()));
        }
    }
}
