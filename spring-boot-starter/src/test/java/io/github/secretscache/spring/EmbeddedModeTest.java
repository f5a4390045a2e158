package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.core.SecretsCache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The cache in the application's own process, on the AWS SDK, which asks a server of the test. */
@Timeout(120)
class EmbeddedModeTest {
    private final Map<String, String> aws = Map.of(
            "aws.region", "us-east-1",
            "aws.accessKeyId", "test",
            "aws.secretAccessKey", "test");
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer secretsManager;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void start() throws IOException {
        listen();
        loadTheSdk();
        calls.set(0);
    }

    /** On a machine under load the first call in a JVM can take longer than one fetch may. */
    private static void loadTheSdk() {
        try (SecretsCache patient =
                SecretsCache.builder().requestTimeout(Duration.ofMinutes(1)).build()) {
            patient.get("prod/db");
        }
    }

    private void listen() throws IOException {
        secretsManager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secretsManager.createContext("/", exchange -> {
            calls.incrementAndGet();
            byte[] reply = """
                    {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf","Name":"prod/db",
                    "VersionId":"EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE","VersionStages":["AWSCURRENT"],
                    "SecretString":"{\\"username\\":\\"anika\\",\\"password\\":\\"hunter2\\"}"}""".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        secretsManager.start();
        aws.forEach(System::setProperty);
        System.setProperty(
                "aws.endpointUrlSecretsManager",
                "http://127.0.0.1:" + secretsManager.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        secretsManager.stop(0);
        aws.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrlSecretsManager");
    }

    @Test
    void embedded_importAndBean_shareOneCache() {
        try (ConfigurableApplicationContext context =
                run("--secrets-cache.mode=embedded", "--spring.config.import=secrets-cache:prod/db?prefix=db.")) {
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("hunter2");
            assertThat(context.getBean(SecretsCacheClient.class).get("prod/db").field("username"))
                    .isEqualTo("anika");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void embedded_applicationClosed_theNextHasACacheOfItsOwn() {
        run("--secrets-cache.mode=embedded", "--spring.config.import=secrets-cache:prod/db")
                .close();
        run("--secrets-cache.mode=embedded", "--spring.config.import=secrets-cache:prod/db")
                .close();

        assertThat(calls).hasValue(2);
    }

    @Test
    void embedded_anotherApplicationClosed_staysOpen() {
        try (ConfigurableApplicationContext context = run("--secrets-cache.mode=embedded")) {
            run("--secrets-cache.mode=embedded").close();

            assertThat(context.getBean(SecretsCacheClient.class).get("prod/db").field("username"))
                    .isEqualTo("anika");
        }
    }

    @Test
    void embedded_withAnEndpointOfTheServer_isRefused() {
        assertThatThrownBy(() -> run("--secrets-cache.mode=embedded", "--secrets-cache.endpoint=http://127.0.0.1:8080"))
                .hasStackTraceContaining("has no server");
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(arguments);
    }
}
