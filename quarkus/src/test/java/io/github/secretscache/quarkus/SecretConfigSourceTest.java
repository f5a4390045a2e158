package io.github.secretscache.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.SecretFailure;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecretConfigSourceTest {
    @RegisterExtension
    final SecretsCacheTestServer server = SecretsCacheTestServer.create()
            .put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}")
            .put("prod/key", "abc-123")
            .put("prod/other", "{\"a\":\"b\"}");

    @Test
    void expression_mappedAlias_isTheField() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.db", "prod/db",
                "secretscache.key", "prod/key",
                "password", "${secretscache.db.password}",
                "key", "${secretscache.key.text}",
                "port", "${secretscache.db.port:5432}"));

        assertThat(config.getValue("password", String.class)).isEqualTo("hunter2");
        assertThat(config.getValue("key", String.class)).isEqualTo("abc-123");
        assertThat(config.getValue("port", Integer.class)).isEqualTo(5432);
    }

    @Test
    void anyUse_aliasNotMapped_readsNothing() {
        SmallRyeConfig config = config(Map.of("secretscache.db", "prod/db", "a", "${secretscache.other.a:none}"));

        assertThat(config.getValue("a", String.class)).isEqualTo("none");
        config.getPropertyNames().forEach(name -> config.getConfigValue(name));
        assertThat(server.reads("prod/other")).isZero();
        assertThat(server.reads("prod/db")).isZero();
        assertThat(server.reads("other")).isZero();
    }

    @Test
    void expression_fieldThatIsNotThere_isMissingAsAnyProperty() {
        SmallRyeConfig config = config(Map.of("secretscache.db", "prod/db", "a", "${secretscache.db.pasword}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("secretscache.db.pasword");
    }

    @Test
    void expression_secretThatIsNotThereOrHasNoFields_saysWhichAndWhy() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.absent", "prod/absent",
                "secretscache.key", "prod/key",
                "a", "${secretscache.absent.password}",
                "b", "${secretscache.key.password}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("secretscache.absent.password cannot be read")
                .hasMessageContaining("prod/absent");
        assertThatThrownBy(() -> config.getValue("b", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not a JSON object")
                .hasMessageNotContaining("abc-123");
    }

    /** Secrets Manager generates passwords with all of these characters. */
    @Test
    void values_withCharactersOfExpressions_stayAsTheyAre() {
        Random random = new Random(5);
        String alphabet = "$$${{}}\\:#a.,";
        List<String> values =
                new ArrayList<>(List.of("a$$b", "a${b}c", "a\\$b", "$", "\\", "${", "${a:${b}}", "${a::b}"));
        while (values.size() < 3000) {
            values.add(random.ints(random.nextInt(1, 14), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining()));
        }
        server.put(
                "prod/db",
                IntStream.range(0, values.size())
                        .mapToObj(i -> "\"v" + i + "\":\"" + values.get(i).replace("\\", "\\\\") + "\"")
                        .collect(Collectors.joining(",", "{", "}")));
        Map<String, String> properties = new HashMap<>(Map.of("secretscache.db", "prod/db"));
        IntStream.range(0, values.size())
                .forEach(i -> properties.put("copy.v" + i, "${none:${secretscache.db.v" + i + "}}"));
        SmallRyeConfig config = config(properties);

        for (int i = 0; i < values.size(); i++) {
            assertThat(config.getValue("secretscache.db.v" + i, String.class)).isEqualTo(values.get(i));
            assertThat(config.getValue("copy.v" + i, String.class)).isEqualTo(values.get(i));
        }
    }

    @Test
    void sampleOfTheDocumentation_asConfiguration_givesTheFields() throws IOException {
        Matcher sample = Pattern.compile(
                        "<!-- sample: quarkus-configuration -->\\s+```properties\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "frameworks.md")));
        assertThat(sample.find()).isTrue();
        Properties properties = new Properties();
        properties.load(new StringReader(sample.group(1)));
        server.put("prod/mail", "{\"username\":\"postmaster\",\"password\":\"hunter3\"}");

        SmallRyeConfig config = config(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty)));

        assertThat(config.getValue("quarkus.mailer.username", String.class)).isEqualTo("postmaster");
        assertThat(config.getValue("quarkus.mailer.password", String.class)).isEqualTo("hunter3");
    }

    @Test
    void alias_ofAProfileOrByExpression_isMapped() {
        SmallRyeConfig config = config(Map.of(
                "smallrye.config.profile", "dev",
                "%dev.secretscache.db", "${stage}/db",
                "stage", "prod",
                "password", "${secretscache.db.password}"));

        assertThat(config.getValue("password", String.class)).isEqualTo("hunter2");
    }

    @Test
    void alias_blankOrWithADot_isNotMapped() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.blank", " ",
                "secretscache.my.db", "prod/db",
                "a", "${secretscache.blank.password}",
                "b", "${secretscache.my.db.password}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("secretscache.blank.password");
        assertThatThrownBy(() -> config.getValue("b", String.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("secretscache.my.db.password");
    }

    @Test
    void expression_secretThatIsDeniedBinaryOrMalformed_isNotReplacedByTheDefault() {
        server.fail("prod/denied", SecretFailure.ACCESS_DENIED)
                .put("prod/bytes", new byte[] {1})
                .put("prod/broken", "{\"password\":\"hunter2\"")
                .put("prod/null", "{\"password\":null}");
        Map<String, String> expected = Map.of(
                "prod/denied",
                "may not be read",
                "prod/bytes",
                "is binary",
                "prod/broken",
                "is not a JSON object",
                "prod/null",
                "has null in its field",
                "x".repeat(2049),
                "name must have 1 to 2048 characters");

        expected.forEach((name, problem) -> {
            SmallRyeConfig config =
                    config(Map.of("secretscache.db", name, "password", "${secretscache.db.password:none}"));

            assertThatThrownBy(() -> config.getValue("password", String.class))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("secretscache.db.password cannot be read")
                    .hasMessageContaining(problem)
                    .hasMessageNotContaining("hunter2");
        });
    }

    @Test
    void ordinal_environmentAndSystemProperties_winOverTheSecret() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("secretscache.db", "prod/db"), "application", 250))
                .withSources(new PropertiesConfigSource(Map.of("secretscache.db.password", "mine"), "environment", 300))
                .addDiscoveredSources()
                .build();

        assertThat(config.getValue("secretscache.db.password", String.class)).isEqualTo("mine");
        assertThat(server.reads("prod/db")).isZero();
    }

    @Test
    void endpoint_notOnThisMachine_isRefused() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.db", "prod/db",
                "secrets-cache.endpoint", "http://example.com:80",
                "a", "${secretscache.db.password}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("secrets-cache.endpoint, or a variable of the environment, is unfit");
    }

    private SmallRyeConfig config(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("secrets-cache.endpoint", "http://127.0.0.1:" + server.port());
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .addDiscoveredSources()
                .build();
    }
}
