package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The properties {@code secrets-cache.*}: defaults, what an IDE knows, and values that do not fit. */
@Timeout(120)
class SettingsTest {
    private static final Map<String, String> DEFAULTS = Map.of(
            "mode", "server",
            "connect-timeout", "1s",
            "read-timeout", "5s",
            "call-timeout", "6s",
            "near-cache-size", "100",
            "rotation-budget", "10s",
            "refresh-interval", "60s");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void forget() {
        RecordingReporter.latest = null;
    }

    @Test
    void defaults_ofTheClient_areThoseOfItsBuilder() {
        SecretsCacheProperties defaults =
                new Binder().bindOrCreate(SecretsCacheProperties.PREFIX, SecretsCacheProperties.class);

        assertThat(defaults.connectTimeout()).isEqualTo(SecretsCacheClientBuilder.DEFAULT_CONNECT_TIMEOUT);
        assertThat(defaults.readTimeout()).isEqualTo(SecretsCacheClientBuilder.DEFAULT_READ_TIMEOUT);
        assertThat(defaults.callTimeout()).isEqualTo(SecretsCacheClientBuilder.DEFAULT_CALL_TIMEOUT);
        assertThat(defaults.nearCacheSize()).isEqualTo(SecretsCacheClientBuilder.DEFAULT_NEAR_CACHE_SIZE);
        assertThat(defaults.rotationBudget()).isEqualTo(SecretsCacheClientBuilder.DEFAULT_ROTATION_BUDGET);
        assertThat(defaults.rotationStages()).isEmpty();
    }

    @Test
    void metadata_everySetting_tellsTheIdeWhatItIsAndItsDefault() throws IOException {
        String metadata;
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (RecordComponent setting : SecretsCacheProperties.class.getRecordComponents()) {
            String name = setting.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            String start = "\"name\": \"secrets-cache." + name + "\",[^}]*";
            assertThat(metadata).containsPattern(start + "\"description\": \"[^\"]{20,}\"");
            if (DEFAULTS.containsKey(name)) {
                assertThat(metadata).containsPattern(start + "\"defaultValue\": \"?" + DEFAULTS.get(name) + "\"?\\s");
            }
        }
    }

    /** Once for the bean, and once for an import, which comes first. */
    @ParameterizedTest
    @CsvSource({
        "endpoint, http://example.com:80, 127.0.0.1",
        "aws-endpoint, https://127.0.0.1:80, http://",
        "connect-timeout, 0s, 1 ms",
        "read-timeout, -1s, 1 ms",
        "call-timeout, 2d, 1 day",
        "near-cache-size, -1, 0 or more",
        "rotation-budget, 0s, 1 ms",
        "refresh-interval, -5s, 0 for no refresh",
        "call-timeout, soon, is not a valid duration",
        "mode, remote, EMBEDDED",
    })
    void value_thatDoesNotFit_analysisNamesThePropertyAndWhy(String setting, String value, String expected) {
        for (String more : new String[] {"--x=y", "--spring.config.import=secrets-cache:prod/db"}) {
            forget();
            String argument = "--secrets-cache." + setting + "=" + value;

            assertThatThrownBy(() -> TestApplication.run(Application.class, null, argument, more));

            assertThat(RecordingReporter.latest).as(argument + " " + more).isNotNull();
            assertThat(RecordingReporter.latest.getDescription() + RecordingReporter.latest.getAction())
                    .contains("secrets-cache." + setting, expected);
        }
    }

    @Test
    void endpoints_two_areRefused() {
        assertThatThrownBy(() -> TestApplication.run(
                Application.class,
                null,
                "--secrets-cache.endpoint=http://127.0.0.1:8080",
                "--secrets-cache.aws-endpoint=http://127.0.0.1:2773"));

        assertThat(RecordingReporter.latest.getDescription()).contains("secrets-cache.aws-endpoint", "exclude");
    }

    @Test
    void server_thatDoesNotAnswer_stopsTheStartInTimeUnlessOptional() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String[] limits = {
                "--secrets-cache.endpoint=http://127.0.0.1:" + silent.getLocalPort(),
                "--secrets-cache.read-timeout=100ms",
                "--secrets-cache.call-timeout=200ms"
            };
            assertThatThrownBy(() -> run("secrets-cache:prod/db", limits)).isInstanceOf(SecretImportException.class);
            assertThat(RecordingReporter.latest.getAction()).contains("secrets-cache.endpoint");

            run("optional:secrets-cache:prod/db", limits).close();
        }
    }

    private static ConfigurableApplicationContext run(String location, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--spring.config.import=" + location;
        return TestApplication.run(Application.class, null, all);
    }
}
