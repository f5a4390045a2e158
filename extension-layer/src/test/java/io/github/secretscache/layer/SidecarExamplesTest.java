package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Settings;
import io.github.secretscache.layer.config.StartSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code deploy/sidecar} parse, and what they set is understood. */
class SidecarExamplesTest {
    private static final Path FOLDER = Path.of("../deploy/sidecar");

    @Test
    void systemd_setsWhatIsUnderstood() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : lines("secrets-cache.service")) {
            assertThat(line).as("section, comment or directive").matches("|#.*|\\[\\w+]|\\w+=.*");
            if (line.startsWith("Environment=")) {
                String[] pair = line.substring("Environment=".length()).split("=", 2);
                environment.put(pair[0], pair[1]);
            }
        }

        assertUnderstood(environment);
        assertThat(lines("secrets-cache.service"))
                .contains("RestartPreventExitStatus=" + ExitStatus.INVALID)
                .contains("ExecStart=/opt/secrets-cache/extensions/secrets-cache");
    }

    @Test
    void ecs_setsWhatIsUnderstood_forSidecarAndReader() throws IOException {
        assertReaderAgreesWithSidecar(environments(new JsonFactory(), "ecs-task-definition.json"));
    }

    @Test
    void kubernetes_setsWhatIsUnderstood_forSidecarAndReader() throws IOException {
        assertReaderAgreesWithSidecar(environments(new YAMLFactory(), "kubernetes.yaml"));
    }

    @Test
    void kubernetes_configMap_isAValidConfiguration(@TempDir Path folder) throws IOException {
        String config = null;
        try (JsonParser parser = new YAMLFactory().createParser(text("kubernetes.yaml"))) {
            while (config == null) {
                assertThat(parser.nextToken()).as("config.yaml in a ConfigMap").isNotNull();
                if (parser.currentToken() == JsonToken.FIELD_NAME && "config.yaml".equals(parser.currentName())) {
                    config = parser.nextTextValue();
                }
            }
        }
        Problems problems = new Problems();

        Path file = Files.writeString(folder.resolve("config.yaml"), config);
        Settings settings = Settings.read(new Environment(Map.of()), file.toString(), "the test", problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(settings.secrets())
                .singleElement()
                .satisfies(secret -> assertThat(secret.required()).isTrue());
        assertThat(settings.allow()).containsExactly("orders/*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets-cache.service", "Dockerfile", "ecs-task-definition.json", "kubernetes.yaml"})
    void everyVariableOfOurs_isKnown(String file) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        Pattern.compile("\\bSECRETS_CACHE_\\w+")
                .matcher(text(file))
                .results()
                .forEach(name -> environment.put(name.group(), ""));
        Problems problems = new Problems();

        Settings.read(new Environment(environment), problems);

        assertThat(problems.notices()).isEmpty();
    }

    private static void assertReaderAgreesWithSidecar(List<Map<String, String>> environments) {
        assertThat(environments).hasSize(2).allSatisfy(environment -> {
            assertUnderstood(environment);
            assertThat(environment)
                    .containsEntry("SECRETS_CACHE_PORT", environments.get(0).get("SECRETS_CACHE_PORT"))
                    .containsEntry("SECRETS_CACHE_TOKEN", environments.get(0).get("SECRETS_CACHE_TOKEN"));
        });
    }

    private static void assertUnderstood(Map<String, String> environment) {
        Problems problems = new Problems();
        Map<String, String> withoutTheFile = new LinkedHashMap<>(environment);
        withoutTheFile.remove("SECRETS_CACHE_CONFIG"); // It is on the machine of the example.
        Environment variables = new Environment(withoutTheFile);

        StartSettings.read(variables, problems);
        Settings.read(variables, problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).isEmpty();
        assertThat(environment.get("SECRETS_CACHE_TOKEN"))
                .as("never in the open")
                .startsWith("file://");
    }

    /** The {@code name} and {@code value} pairs of each list of variables that sets our port. */
    private static List<Map<String, String>> environments(JsonFactory format, String file) throws IOException {
        List<Map<String, String>> found = new ArrayList<>();
        Map<String, String> current = new LinkedHashMap<>();
        String name = "";
        try (JsonParser parser = format.createParser(text(file))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "name".equals(parser.currentName())) {
                    name = parser.getText();
                } else if (token == JsonToken.VALUE_STRING && "value".equals(parser.currentName())) {
                    current.put(name, parser.getText());
                } else if (token == JsonToken.END_ARRAY && current.containsKey("SECRETS_CACHE_PORT")) {
                    found.add(current);
                    current = new LinkedHashMap<>();
                }
            }
        }
        return found;
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(FOLDER.resolve(file));
    }

    private static String text(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }
}
