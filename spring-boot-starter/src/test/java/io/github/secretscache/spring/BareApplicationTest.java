package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** An application in a JVM of its own, without the libraries that the starter only uses if they are there. */
@Timeout(120)
class BareApplicationTest {
    private static final List<String> OPTIONAL = List.of(
            "spring-cloud",
            "micrometer",
            "actuator",
            "client-embedded",
            "cache-core",
            "awssdk",
            "logback",
            "log4j",
            "slf4j");

    @RegisterExtension
    final SecretsCacheTestServer secrets =
            SecretsCacheTestServer.create().put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        public static void main(String... arguments) {
            try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments)) {
                System.out.println("imported " + context.getEnvironment().getProperty("db.username"));
                System.out.println("read "
                        + context.getBean(SecretsCacheClient.class)
                                .get("prod/db")
                                .field("username"));
                for (String type : List.of(
                        "io.micrometer.core.instrument.binder.MeterBinder",
                        "org.springframework.cloud.context.refresh.ContextRefresher",
                        SecretsCacheProperties.EMBEDDED_CLIENT)) {
                    System.out.println("present " + ClassUtils.isPresent(type, null));
                }
            }
        }
    }

    @Test
    void application_withoutOptionalLibraries_importsByTheEnvironmentAndReads() throws Exception {
        String output = run();

        assertThat(output)
                .contains("imported anika", "read anika", "present false")
                .contains("The optional import secrets-cache:absent is skipped")
                .doesNotContain("present true", "hunter2");
    }

    @Test
    void application_embeddedModeWithoutItsLibrary_saysWhatToAdd() throws Exception {
        assertThat(run("--secrets-cache.mode=embedded"))
                .contains("secrets-cache.mode", "Add secrets-cache-client-embedded");
    }

    private String run(String... arguments) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> OPTIONAL.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        Stream<String> command = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Application.class.getName());
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(command, Arrays.stream(arguments)).toList());
        builder.environment().put("SECRETS_CACHE_PORT", Integer.toString(secrets.port()));
        builder.environment()
                .put("SPRING_CONFIG_IMPORT", "secrets-cache:prod/db?prefix=db.,optional:secrets-cache:absent");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
