package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Real applications. The build runs this twice, with Spring Boot 3.5 and with 4. */
@Timeout(120)
class ApplicationTest {
    @RegisterExtension
    final SecretsCacheTestServer secrets = SecretsCacheTestServer.create()
            .put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\",\"port\":5432,\"none\":null}")
            .put("prod/api-key", "abc-123");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnClient {
        @Bean
        SecretsCacheClient own() {
            return InMemorySecretsCacheClient.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients extends OwnClient {
        @Bean
        SecretsCacheClient another() {
            return InMemorySecretsCacheClient.create();
        }
    }

    @ConfigurationProperties("db")
    record Database(int password) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties(Database.class)
    static class WrongType {}

    @BeforeEach
    void forget() {
        RecordingReporter.latest = null;
    }

    @Test
    void springBoot_inThisRun_isTheLineThatTheBuildNames() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.boot"));
    }

    @Test
    void imports_jsonAndText_areProperties() {
        try (ConfigurableApplicationContext context = run(
                Application.class,
                "--spring.config.import=secrets-cache:prod/db?prefix=db.,secrets-cache:prod/api-key")) {
            assertThat(context.getEnvironment().getProperty("db.username")).isEqualTo("anika");
            assertThat(context.getEnvironment().getProperty("db.port", Integer.class))
                    .isEqualTo(5432);
            assertThat(context.getEnvironment().containsProperty("db.none")).isFalse();
            assertThat(context.getEnvironment().getProperty("api-key")).isEqualTo("abc-123");
            assertThat(context.getEnvironment().getPropertySources().toString()).doesNotContain("hunter2", "abc-123");
        }
    }

    @Test
    void imports_arnPlaceholderAndOwnPropertyOfTheDocument_areRead(@TempDir Path folder) throws IOException {
        secrets.put("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/b-AbCdEf", "{\"password\":\"by ARN\"}");
        Files.writeString(folder.resolve("application.yaml"), """
                stage: prod
                db.password: of the document
                secrets-cache.endpoint: http://127.0.0.1:%d
                spring.config.import:
                  - "secrets-cache:${stage}/db?prefix=db."
                  - "secrets-cache:arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/b-AbCdEf?prefix=b."
                """.formatted(secrets.port()));

        try (ConfigurableApplicationContext context =
                TestApplication.run(Application.class, null, "--spring.config.location=" + folder + "/")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("hunter2");
            assertThat(context.getEnvironment().getProperty("b.password")).isEqualTo("by ARN");
        }
    }

    @Test
    void clientBean_autoConfigured_readsAndIsMeasured() {
        try (ConfigurableApplicationContext context = run(Application.class)) {
            SecretsCacheClient client = context.getBean(SecretsCacheClient.class);
            client.get("prod/db");
            assertThat(client.get("prod/db").field("password")).isEqualTo("hunter2");
            assertThatThrownBy(() -> client.get("absent")).hasMessageContaining("absent");

            MeterRegistry meters = context.getBean(MeterRegistry.class);
            assertThat(gets(meters, "hit")).isEqualTo(1);
            assertThat(gets(meters, "miss")).isEqualTo(1);
            assertThat(meters.get("cache.read.failures").functionCounter().count())
                    .isEqualTo(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TwoRegistries {
        @Bean
        MeterRegistry one() {
            return new SimpleMeterRegistry();
        }

        @Bean
        MeterRegistry two() {
            return new SimpleMeterRegistry();
        }
    }

    @Test
    void metrics_twoRegistries_areInEach() {
        try (ConfigurableApplicationContext context = run(TwoRegistries.class)) {
            context.getBean(SecretsCacheClient.class).get("prod/db");

            assertThat(gets(context.getBean("one", MeterRegistry.class), "miss"))
                    .isEqualTo(1);
            assertThat(gets(context.getBean("two", MeterRegistry.class), "miss"))
                    .isEqualTo(1);
        }
    }

    @Test
    void clientBean_applicationHasItsOwn_isLeftAlone() {
        try (ConfigurableApplicationContext context = run(OwnClient.class)) {
            assertThat(context.getBean(SecretsCacheClient.class)).isInstanceOf(InMemorySecretsCacheClient.class);
        }
    }

    @Test
    void clientBeans_two_doNotHinderTheStart() {
        try (ConfigurableApplicationContext context =
                run(TwoClients.class, "--spring.config.import=secrets-cache:prod/db")) {
            assertThat(context.getBeansOfType(SecretsCacheClient.class)).hasSize(2);
        }
    }

    @Test
    void profileDocument_importsAnotherSecretUnderTheSamePrefix_wins(@TempDir Path folder) throws IOException {
        secrets.put("dev/db", "{\"password\":\"for-development\"}");
        Files.writeString(folder.resolve("application.yaml"), """
                spring.config.import: "secrets-cache:dev/db?prefix=db."
                ---
                spring.config.activate.on-profile: prod
                spring.config.import: "secrets-cache:prod/db?prefix=db."
                """);

        try (ConfigurableApplicationContext context =
                run(Application.class, "--spring.config.location=" + folder + "/", "--spring.profiles.active=prod")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("hunter2");
        }
    }

    @Test
    void oneDocument_importsTwoSecretsThatMakeTheSameProperty_stopsTheStart(@TempDir Path folder) throws IOException {
        secrets.put("dev/db", "{\"password\":\"for-development\"}");
        Files.writeString(
                folder.resolve("application.yaml"),
                "spring.config.import: [\"secrets-cache:dev/db\", \"secrets-cache:prod/db\"]");

        assertThatThrownBy(() -> run(Application.class, "--spring.config.location=" + folder + "/"))
                .hasMessageContaining("both make the property \"password\"");
    }

    @Test
    void optionalImport_absentOrOutOfReach_isLeftOut() {
        secrets.fail("prod/slow", SecretFailure.UNAVAILABLE);
        try (ConfigurableApplicationContext context = run(
                Application.class,
                "--secrets-cache.call-timeout=1s",
                "--spring.config.import=optional:secrets-cache:absent,optional:secrets-cache:prod/slow")) {
            assertThat(context.getEnvironment().containsProperty("absent")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets-cache:|names no secret|secrets-cache:prod/db",
                "secrets-cache:prod/db?prefx=db.|has a parameter that is not known|prefix",
                "secrets-cache:absent|absent|optional:",
                "secrets-cache:prod/denied|prod/denied|secretsmanager:GetSecretValue",
                "optional:secrets-cache:prod/denied|prod/denied|not one that may not be read",
                "secrets-cache:prod/slow|prod/slow|secrets-cache.endpoint",
                "secrets-cache:prod/bytes|is binary|JSON object, or a text",
                "secrets-cache:${long}|has 2049|Correct the name of the secret",
                "secrets-cache:prod/broken|is not a JSON object|JSON object, or a text",
                "secrets-cache:prod/db,secrets-cache:prod/db2|both make the property \"password\"|?prefix=other.",
            })
    void badImport_anyKind_stopsTheStartWithTheFix(String imports, String problem, String action) {
        secrets.put("prod/db2", "{\"password\":\"other\"}");
        secrets.put("prod/bytes", new byte[] {1});
        secrets.put("prod/broken", "{\"password\":\"hunter2\"");
        secrets.fail("prod/denied", SecretFailure.ACCESS_DENIED);
        secrets.fail("prod/slow", SecretFailure.UNAVAILABLE);

        assertThatThrownBy(() -> run(
                        Application.class,
                        "--secrets-cache.call-timeout=1s",
                        "--long=" + "x".repeat(2049),
                        "--spring.config.import=" + imports))
                .isInstanceOf(ConfigDataException.class);
        assertThat(RecordingReporter.latest.getDescription()).contains(problem).doesNotContain("hunter2", "other\"}");
        assertThat(RecordingReporter.latest.getAction()).contains(action);
    }

    @Test
    void property_boundToATypeThatDoesNotFit_analysisShowsNoValue() {
        assertThatThrownBy(() -> run(WrongType.class, "--spring.config.import=secrets-cache:prod/db?prefix=db."));
        assertThat(RecordingReporter.latest.getDescription())
                .contains("db.password", "secrets-cache:prod/db", "int")
                .doesNotContain("hunter2");
    }

    @Test
    void beanThatNeedsASecret_cannotBeRead_analysisNamesIt() {
        assertThatThrownBy(() -> run(NeedsASecret.class));
        assertThat(RecordingReporter.latest.getDescription()).contains("A bean needs the secret \"absent\"");
        assertThat(RecordingReporter.latest.getAction()).contains("create the secret");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class NeedsASecret {
        @Bean
        String password(SecretsCacheClient client) {
            return client.get("absent").asString();
        }
    }

    @ParameterizedTest
    @CsvSource({"README.md, spring.datasource.password, hunter2", "docs/frameworks.md, api-key, abc-123"})
    void samples_asApplicationYaml_giveTheProperties(String page, String property, String value, @TempDir Path folder)
            throws IOException {
        Matcher sample = Pattern.compile("<!-- sample: spring-boot -->\\s+```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..").resolve(page)));
        assertThat(sample.find()).isTrue();
        Files.writeString(folder.resolve("application.yaml"), sample.group(1));

        try (ConfigurableApplicationContext context =
                run(Application.class, "--spring.config.location=" + folder + "/")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("hunter2");
            assertThat(context.getEnvironment().getProperty(property)).isEqualTo(value);
        }
    }

    @Test
    void sampleOfTheClientBean_asTheDocumentationHasIt_runs() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/secretscache/spring/Mailer.java"));
        assertThat(Files.readString(Path.of("..", "docs", "frameworks.md")))
                .contains(source.substring(source.indexOf("@Service")));
        secrets.put("prod/mail", "{\"password\":\"hunter2\"}");

        try (ConfigurableApplicationContext context = run(WithMailer.class)) {
            assertThat(context.getBean(Mailer.class).password()).isEqualTo("hunter2");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Mailer.class)
    static class WithMailer {}

    private static double gets(MeterRegistry meters, String result) {
        return meters.get("cache.gets")
                .tag("cache", "secrets-cache")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private ConfigurableApplicationContext run(Class<?> application, String... arguments) {
        return TestApplication.run(application, secrets, arguments);
    }
}
