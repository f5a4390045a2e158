package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFunctionTest {

    @TempDir
    Path function;

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void environment_alone_pointsAwsClientsAndTheExtensionHere() throws IOException {
        Path config = Files.writeString(function.resolve("config.yaml"), "SecretManagers: []");

        assertThat(environment(Map.of()))
                .containsEntry(
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint.httpsUri().toString())
                .containsEntry("AWS_ENDPOINT_URL_STS", endpoint.httpsUri().toString())
                .containsEntry(
                        "SECRETS_CACHE_ENDPOINT_URL_SECRETS_MANAGER",
                        endpoint.httpsUri().toString())
                .containsEntry(
                        "SECRETS_CACHE_ENDPOINT_URL_SSM", endpoint.httpsUri().toString())
                .containsEntry(
                        "SECRETS_CACHE_ENDPOINT_URL_STS", endpoint.httpsUri().toString())
                .containsEntry("AWS_CA_BUNDLE", endpoint.authorityFile().toString())
                .containsEntry("SECRETS_CACHE_CONFIG", config.toString())
                .containsEntry("SECRETS_CACHE_PORT", "8081")
                .containsEntry("SECRETS_CACHE_JAVA_OPTIONS", String.join(" ", endpoint.javaOptions()));
    }

    @Test
    void environment_chosenByHand_winsAndJavaOptionsAddUp() {
        assertThat(environment(Map.of(
                        "SECRETS_CACHE_CONFIG", "/elsewhere.yaml",
                        "AWS_ENDPOINT_URL_STS", "http://localhost:1",
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://localhost:8081",
                        "SECRETS_CACHE_JAVA_OPTIONS", "-Xmx64m")))
                .containsEntry("SECRETS_CACHE_CONFIG", "/elsewhere.yaml")
                .containsEntry("AWS_ENDPOINT_URL_STS", "http://localhost:1")
                .containsEntry("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://localhost:8081")
                .containsEntry(
                        "SECRETS_CACHE_ENDPOINT_URL_SECRETS_MANAGER",
                        endpoint.httpsUri().toString())
                .containsEntry("SECRETS_CACHE_JAVA_OPTIONS", String.join(" ", endpoint.javaOptions()) + " -Xmx64m");
    }

    @Test
    void environment_noConfigFile_namesNone() {
        assertThat(environment(Map.of())).doesNotContainKey("SECRETS_CACHE_CONFIG");
    }

    @Test
    void environment_usualPort_isThatOfLambda_soThat2773IsServedToo() {
        assertThat(environment(RunOptions.DEFAULT_CACHE_PORT, Map.of())).doesNotContainKey("SECRETS_CACHE_PORT");
    }

    private Map<String, String> environment(Map<String, String> chosen) {
        return environment(8081, chosen);
    }

    private Map<String, String> environment(int cachePort, Map<String, String> chosen) {
        return ServedFunction.environment(
                new RunOptions(
                        function,
                        function,
                        new FunctionRuntime.Program("true", ""),
                        null,
                        chosen,
                        Duration.ofSeconds(1),
                        512,
                        0,
                        cachePort,
                        0,
                        true),
                endpoint);
    }
}
