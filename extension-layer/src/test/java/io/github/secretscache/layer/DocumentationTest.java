package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} says what the code does. */
class DocumentationTest {
    private static final Path DOCUMENT = Path.of("../docs/settings.md");

    @Test
    void table_hasEverySettingOfTheCodeInItsOrder() throws IOException {
        Map<String, List<String>> rows = rows(6);

        assertThat(rows.keySet())
                .containsExactlyElementsOf(List.of(Setting.values()).stream()
                        .map(Setting::variable)
                        .toList());
        for (Setting setting : Setting.values()) {
            List<String> row = rows.get(setting.variable());
            assertThat(row.get(1)).as("meaning of " + setting).isNotBlank();
            assertThat(row.get(2)).isEqualTo(setting.variableDomain().expected());
            assertThat(row.get(3)).isEqualTo(setting.defaultText());
            assertThat(row.get(4)).isEqualTo(setting.fileKey() == null ? "–" : "`" + setting.fileKey() + "`");
            assertThat(row.get(5)).isEqualTo(awsCell(setting));
        }
    }

    @Test
    void otherVariables_areThere() throws IOException {
        Map<String, List<String>> rows = rows(2);

        assertThat(rows.keySet())
                .contains(Environment.CONFIG, Environment.ALLOW, Environment.TOKEN, Environment.JAVA_OPTIONS)
                .containsAll(AwsVariable.WITHOUT_EFFECT);
        assertThat(String.join(" ", rows.keySet())).contains(String.join(", ", Token.VARIABLES.subList(1, 4)));
        for (AwsVariable variable : AwsVariable.values()) {
            assertThat(rows.containsKey(variable.name())).isEqualTo(variable.setting() == null);
        }
    }

    @Test
    void defaults_areInTheirDomains() {
        for (Setting setting : Setting.values()) {
            boolean dependsOnOthers = setting == Setting.PORT || setting == Setting.STALE_WHILE_REVALIDATE;
            assertThat(setting.domain().parse(setting.defaultText()) == Domain.OUTSIDE)
                    .as(setting.name())
                    .isEqualTo(dependsOnOthers);
        }
    }

    @Test
    void everyVariableThatIsNamed_isKnown() throws IOException {
        Problems problems = new Problems();
        Map<String, String> environment = new HashMap<>();
        Matcher names = Pattern.compile("\\b(?:SECRETS_CACHE|PARAMETERS_SECRETS_EXTENSION)_[A-Z_]+\\b")
                .matcher(Files.readString(DOCUMENT) + Files.readString(Path.of("../README.md")));
        while (names.find()) {
            environment.put(names.group(), "");
        }

        new Environment(environment).noticeUnknown(problems);

        assertThat(environment).hasSizeGreaterThan(15);
        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void exitStatuses_areThoseOfTheCode() throws IOException {
        assertThat(Files.readAllLines(DOCUMENT).stream().filter(line -> line.matches("\\| \\d \\| .*")))
                .extracting(line -> line.charAt(2) - '0')
                .containsExactly(ExitStatus.OK, ExitStatus.FAILED, ExitStatus.INVALID);
    }

    @Test
    void sample_isReadWithoutProblems() throws IOException {
        String text = Files.readString(DOCUMENT);
        int start = text.indexOf("```yaml\n") + "```yaml\n".length();
        Problems problems = new Problems();

        ConfigFile file = ConfigFile.parse("c.yaml", text.substring(start, text.indexOf("```", start)), problems);
        Settings.read(new Environment(new HashMap<>()), file, problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(file.secrets()).hasSize(2);
    }

    private static String awsCell(Setting setting) {
        for (AwsVariable variable : AwsVariable.values()) {
            if (variable.setting() == setting) {
                String clamped = setting == Setting.MAX_CONCURRENT_FETCHES ? "; more than 64 counts as 64" : "";
                return "`" + variable + "` (" + variable.domain().expected() + clamped + ")";
            }
        }
        return "–";
    }

    private static Map<String, List<String>> rows(int columns) throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("| `")) {
                List<String> cells =
                        List.of(line.substring(2, line.length() - 2).split(" \\| "));
                if (cells.size() == columns) {
                    rows.put(cells.get(0).replace("`", ""), cells);
                }
            }
        }
        return rows;
    }
}
