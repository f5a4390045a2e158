package io.github.secretscache.client.embedded.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;
import io.github.secretscache.core.SecretsCache;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The samples of README.md and docs/embedding.md, run against an endpoint that answers as Secrets Manager does. */
@Timeout(120)
class DocumentsTest {
    private static final Path ROOT = Path.of("..");

    private StubSecretsManager aws;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws IOException {
        aws = new StubSecretsManager()
                .put("prod/api-key", "{\\\"user\\\":\\\"anika\\\",\\\"key\\\":\\\"hunter2\\\"}")
                .put("prod/db", "{\\\"username\\\":\\\"app\\\",\\\"password\\\":\\\"hunter2\\\"}");
        settings = Map.of(
                "aws.endpointUrlSecretsManager", aws.uri().toString(),
                "aws.region", "eu-west-1",
                "aws.accessKeyId", "AKIDSETTINGS",
                "aws.secretAccessKey", "test");
        settings.forEach(System::setProperty);
        loadTheSdk();
    }

    /** On a busy machine the first call in a JVM can take longer than one fetch of a sample may. */
    private void loadTheSdk() {
        try (SecretsCache patient =
                SecretsCache.builder().requestTimeout(Duration.ofMinutes(1)).build()) {
            patient.get("prod/db");
        }
        aws.authorizations().clear();
    }

    @AfterEach
    void stop() {
        settings.keySet().forEach(System::clearProperty);
        aws.close();
    }

    @Test
    void readme_embedded_readsTheSecret() throws IOException {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Invoices.main(new String[0]);
        } finally {
            System.setOut(console);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("calling as anika\n");
        assertShows("README.md", "Invoices");
    }

    @Test
    void embedding_springApplication_readsListedSecretsAndHasMeters() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SecretsCache cache;
        try (AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext(SecretsConfiguration.class)) {
            context.getBean(MeterBinder.class).bindTo(registry);
            cache = context.getBean(SecretsCache.class);

            assertThat(context.getBean(EmbeddedSecretsCacheClient.class).getAll(List.of("prod/db", "prod/api-key")))
                    .hasSize(2);
            assertThat(registry.get("cache.size")
                            .tag("cache", "secrets")
                            .gauge()
                            .value())
                    .isEqualTo(2);
        }
        assertThatThrownBy(() -> cache.get("prod/db")).hasMessageContaining("closed");
        assertShows("docs/embedding.md", "SecretsConfiguration");
    }

    @Test
    void embedding_emulator_isReadAtItsEndpoint() throws IOException {
        try (SecretsCache cache = EmulatorSource.cache(aws.uri())) {
            assertThat(cache.get("prod/db").asString()).contains("\"username\":\"app\"");
        }
        assertThat(aws.authorizations()).allMatch(header -> header.contains("Credential=test/"));
        assertShows("docs/embedding.md", "EmulatorSource");
    }

    private static void assertShows(String document, String type) throws IOException {
        String source = Files.readString(Path.of(
                "src",
                "test",
                "java",
                "io",
                "github",
                "secretscache",
                "client",
                "embedded",
                "samples",
                type + ".java"));

        assertThat(Files.readString(ROOT.resolve(document)))
                .contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }
}
