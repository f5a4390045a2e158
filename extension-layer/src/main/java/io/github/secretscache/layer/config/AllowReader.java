package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the patterns of names that may be read. */
final class AllowReader {
    static final String KEY = "server.allow";

    private static final String PARAMETER = "parameter";
    private static final WordList LIST = new WordList(Environment.ALLOW, KEY, List.of("prod/*", PARAMETER + ":/app/*"));

    private AllowReader() {}

    /** {@return the patterns, or {@code null} if every name is allowed} */
    static @Nullable ConfigValue<List<String>> read(Environment environment, ConfigFile file, Problems problems) {
        ConfigValue<List<WordList.Word>> words = LIST.read(environment, file, problems);
        if (words == null) {
            return null;
        }
        List<String> patterns = new ArrayList<>();
        for (WordList.Word word : words.value()) {
            if (isPattern(word, problems)) {
                patterns.add(word.text());
            }
        }
        return new ConfigValue<>(List.copyOf(patterns), words.source());
    }

    private static boolean isPattern(WordList.Word word, Problems problems) {
        String pattern = word.text();
        int colon = pattern.indexOf(':');
        String kind = colon < 0 ? "" : pattern.substring(0, colon);
        boolean isParameter = kind.equals(PARAMETER);
        boolean isMeant =
                !isParameter && !Suggestion.forWord(kind, List.of(PARAMETER)).isEmpty();
        if (isMeant || (isParameter && colon + 1 == pattern.length())) {
            problems.add(
                    word.where(),
                    pattern,
                    "\"" + PARAMETER + ":\" and a name of a parameter, such as parameter:/app/*");
            return false;
        }
        return true;
    }
}
