package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the patterns of names that may be read: with commas between them in the environment, a list in the file. */
final class AllowReader {
    static final String KEY = "server.allow";

    private static final String EXPECTED = "a list of names such as [prod/*, parameter:/app/*]";
    private static final String PARAMETER = "parameter";

    private final List<String> patterns = new ArrayList<>();
    private final Problems problems;

    private AllowReader(Problems problems) {
        this.problems = problems;
    }

    /** {@return the patterns, or {@code null} where every name is allowed} */
    static @Nullable ConfigValue<List<String>> read(Environment environment, ConfigFile file, Problems problems) {
        AllowReader allow = new AllowReader(problems);
        String variable = environment.get(Environment.ALLOW);
        YamlNode node = file.node(KEY);
        if (variable != null) {
            allow.readVariable(variable);
            return new ConfigValue<>(List.copyOf(allow.patterns), Environment.ALLOW);
        }
        if (node != null) {
            allow.readFile(file, node);
            return new ConfigValue<>(List.copyOf(allow.patterns), file.at(node));
        }
        return null;
    }

    private void readVariable(String text) {
        int start = 0;
        for (int end = text.indexOf(','); end >= 0; end = text.indexOf(',', start)) {
            add(Environment.ALLOW, text.substring(start, end));
            start = end + 1;
        }
        add(Environment.ALLOW, text.substring(start));
        if (patterns.isEmpty()) {
            problems.add(Environment.ALLOW, text, "names such as prod/*,db");
        }
    }

    private void readFile(ConfigFile file, YamlNode node) {
        ConfigReader in = new ConfigReader(file.path(), problems);
        if (!(node instanceof YamlNode.Items items)) {
            in.wrongKind(node, EXPECTED);
            return;
        }
        for (YamlNode item : items.nodes()) {
            String pattern = in.text(item, EXPECTED);
            add(file.at(item), pattern == null ? "" : pattern);
        }
    }

    private void add(String where, String text) {
        String pattern = text.strip();
        if (pattern.isEmpty()) {
            return;
        }
        int colon = pattern.indexOf(':');
        String kind = colon < 0 ? "" : pattern.substring(0, colon);
        boolean isParameter = kind.equals(PARAMETER);
        boolean isMeant =
                !isParameter && !Suggestion.forWord(kind, List.of(PARAMETER)).isEmpty();
        if (isMeant || (isParameter && colon + 1 == pattern.length())) {
            problems.add(where, pattern, "\"" + PARAMETER + ":\" and a name of a parameter, such as parameter:/app/*");
        } else {
            patterns.add(pattern);
        }
    }
}
