package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AwsErrorRuleTest {
    private static final Path DOCS = Path.of("..", "docs", "errors.md");

    @Test
    void values_everyRule_isARowOfTheDocsInTheSameOrder() throws IOException {
        List<String> rows = Files.readAllLines(DOCS).stream()
                .filter(line -> line.startsWith("| "))
                .skip(2)
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(AwsErrorRule.values())
                        .map(AwsErrorRuleTest::row)
                        .toList());
    }

    @Test
    void values_everyCode_isInOneRuleOnly() {
        assertThat(Arrays.stream(AwsErrorRule.values()).flatMap(rule -> rule.when().codes().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void values_everyRule_hasACodeOrACondition() {
        assertThat(AwsErrorRule.values())
                .allMatch(rule -> !rule.when().codes().isEmpty()
                        || !rule.when().condition().isEmpty());
    }

    private static String row(AwsErrorRule rule) {
        String when = Stream.concat(
                        rule.when().codes().stream().map(code -> "`" + code + "`"),
                        Stream.of(rule.when().condition())
                                .filter(condition -> !condition.isEmpty())
                                .map(condition -> rule.when().codes().isEmpty() ? condition : "or " + condition))
                .collect(Collectors.joining(", "));
        boolean passes = rule.reason().isTransient();
        return "| " + when + " | " + rule.reason() + " | " + (passes ? "yes" : "no") + " | "
                + (passes
                        ? "the old value while it may be served, else the error"
                        : "the error" + (rule.reason().isDefinitive() ? "; the entry is dropped" : ""))
                + " | " + rule.remedy() + " |";
    }
}
