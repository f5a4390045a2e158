package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
                .containsExactlyElementsOf(
                        Setting.ALL.stream().map(setting -> setting.variable()).toList());
        for (Setting<?> setting : Setting.ALL) {
            List<String> row = rows.get(setting.variable());
            assertThat(row.get(1)).as("meaning of " + setting).isNotBlank();
            assertThat(row.get(2)).isEqualTo(setting.variableType().expected());
            assertThat(row.get(3)).isEqualTo(setting.defaultText());
            assertThat(row.get(4)).isEqualTo(setting.fileKey() == null ? "–" : "`" + setting.fileKey() + "`");
            assertThat(row.get(5)).isEqualTo(awsCell(setting));
        }
    }

    @Test
    void otherVariables_areThere() throws IOException {
        Map<String, List<String>> rows = rows(2);

        assertThat(rows.keySet())
                .contains(Environment.CONFIG, Environment.ALLOW, Environment.TOKEN, Environment.JAVA_OPTIONS);
        assertThat(String.join(" ", rows.keySet())).contains(String.join(", ", AccessToken.VARIABLES.subList(1, 4)));
        assertThat(rows).containsKeys(Setting.AWS_CACHE_ENABLED.name(), Setting.AWS_CACHE_SIZE.name());
    }

    @Test
    void defaults_areInTheirDomains() {
        for (Setting<?> setting : Setting.ALL) {
            boolean dependsOnOthers = List.of(
                            Setting.PORT,
                            Setting.STALE_WHILE_REVALIDATE,
                            Setting.PARAMETER_TTL,
                            Setting.PARAMETER_REQUEST_TIMEOUT)
                    .contains(setting);
            assertThat(setting.type().parse(setting.defaultText()) == null)
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

        VariableNames.noticeUnknown(new Environment(environment), problems);

        assertThat(environment).hasSizeGreaterThan(15);
        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void all_holdsEverySetting() throws IllegalAccessException {
        List<Object> constants = new ArrayList<>();
        for (Field field : Setting.class.getDeclaredFields()) {
            if (field.getType() == Setting.class) {
                constants.add(field.get(null));
            }
        }

        assertThat(Setting.ALL)
                .hasSize(constants.size())
                .hasSameElementsAs(constants.stream()
                        .map(constant -> (Setting<?>) constant)
                        .toList());
    }

    @Test
    void sample_isReadWithoutProblems() throws IOException {
        String text = Files.readString(DOCUMENT);
        int start = text.indexOf("```yaml\n") + "```yaml\n".length();
        Problems problems = new Problems();

        ConfigFile file = ConfigFileReader.parse("c.yaml", text.substring(start, text.indexOf("```", start)), problems);
        Settings.read(new Environment(new HashMap<>()), file, problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(file.secrets()).hasSize(4);
    }

    private static String awsCell(Setting<?> setting) {
        AwsVariable<?> variable = setting.awsVariable();
        if (variable == null) {
            return "–";
        }
        String clamped = setting == Setting.MAX_CONCURRENT_FETCHES ? "; more than 64 counts as 64" : "";
        return "`" + variable.name() + "` (" + variable.type().expected() + clamped + ")";
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
