package io.github.secretscache.client.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Spring Boot application of docs/frameworks.md, run. */
@Timeout(120)
class FrameworksTest {
    @RegisterExtension
    final SecretsCacheTestServer server =
            SecretsCacheTestServer.create().put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}");

    @Configuration
    static class Application {
        @Value("${app.password}")
        private String password;

        @Bean
        SecretsCacheClient secrets(SecretPropertySource source) {
            return source.getSource();
        }
    }

    @Test
    void springBoot_placeholder_isAFieldOfTheSecret() {
        SecretsCacheClient secrets = server.client();

        try (ConfigurableApplicationContext context = run(secrets, "--app.password=${secret#prod/db#password}")) {
            assertThat(context.getBean(Application.class).password).isEqualTo("hunter2");
            assertThat(context.getBean(SecretsCacheClient.class)).isSameAs(secrets);
            assertThat(context.getEnvironment().getProperty("secret#prod/db")).startsWith("{");
        }
        assertThat(server.reads("prod/db")).isEqualTo(1);
    }

    @Test
    void springBoot_missingSecret_stopsTheStartWithItsOwnMessage() {
        assertThatThrownBy(() -> run(server.client(), "--app.password=${secret#nope}"))
                .hasRootCauseInstanceOf(SecretNotFoundException.class);
    }

    @Test
    void document_showsTheSourceThatRuns() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "frameworks.md"));
        String source = Files.readString(
                Path.of("src/test/java", SecretPropertySource.class.getName().replace('.', '/') + ".java"));

        assertThat(document).contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }

    private static ConfigurableApplicationContext run(SecretsCacheClient secrets, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.addInitializers(context -> {
            SecretPropertySource source = new SecretPropertySource(secrets);
            context.getEnvironment().getPropertySources().addLast(source);
            context.getBeanFactory().registerSingleton("secretPropertySource", source);
        });
        return application.run(arguments);
    }
}
