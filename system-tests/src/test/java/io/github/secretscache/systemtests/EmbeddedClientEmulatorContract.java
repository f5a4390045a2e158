package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The embedded client by the endpoint of an emulator, as docs/embedding.md has it; the same against each. */
@Timeout(120)
abstract class EmbeddedClientEmulatorContract {
    /** Nobody checks it. */
    private static final String SIGNED = "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/%s/aws4_request,"
            + " SignedHeaders=host, Signature=none";

    private final HttpClient http = HttpClient.newHttpClient();
    /** A server may be used again. */
    private final String run = UUID.randomUUID().toString();

    private URI uri;
    private SecretsCache cache;
    private EmbeddedSecretsCacheClient client;

    /** Where the emulator listens. */
    abstract URI uri();

    @BeforeEach
    void open() {
        uri = uri();
        SecretsManagerSource source = SecretsManagerSource.builder()
                .endpoint(uri)
                .region(Region.US_EAST_1)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        cache = SecretsCache.builder()
                .source(ParameterStoreSource.beside(source))
                .requestTimeout(Duration.ofSeconds(30))
                .build();
        client = EmbeddedSecretsCacheClient.builder().cache(cache).build();
    }

    @AfterEach
    void close() {
        // There is none where the emulator is missing.
        if (client != null) {
            client.close();
            cache.close();
        }
    }

    @Test
    void get_rotatedSecret_hasBothVersions() {
        secret("CreateSecret", Map.of("Name", name("db"), "SecretString", "{\"username\":\"app\"}"));
        assertThat(client.get(name("db")).field("username")).isEqualTo("app");
        secret("PutSecretValue", Map.of("SecretId", name("db"), "SecretString", "{\"username\":\"app2\"}"));

        assertThat(client.get(name("db")).field("username")).isEqualTo("app");
        assertThat(client.refresh(name("db")).field("username")).isEqualTo("app2");
        assertThat(client.getVersion(name("db"), "AWSPREVIOUS").field("username"))
                .isEqualTo("app");
    }

    @Test
    void getAll_textAndBinary_areThere_andWhatIsMissingIsNamed() {
        secret("CreateSecret", Map.of("Name", name("text"), "SecretString", "one"));
        String bytes = Base64.getEncoder().encodeToString(new byte[] {0, (byte) 0xff});
        secret("CreateSecret", Map.of("Name", name("bytes"), "SecretBinary", bytes));

        assertThat(client.getAll(List.of(name("text"), name("bytes")))).hasSize(2);
        assertThat(client.get(name("bytes")).asBytes()).containsExactly(0, 0xff);
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getAll(List.of(name("text"), name("none"), name("bytes"))))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo(name("none")));
    }

    @Test
    void getParameter_secureString_isDecrypted() {
        call("ssm", "AmazonSSM.PutParameter", Map.of("Name", name("/app/db"), "Type", "SecureString", "Value", "x"));

        assertThat(client.getParameter(name("/app/db")).asString()).isEqualTo("x");
    }

    private String name(String name) {
        return name + "-" + run;
    }

    private void secret(String operation, Map<String, Object> body) {
        Map<String, Object> request = new HashMap<>(body);
        request.put("ClientRequestToken", UUID.randomUUID().toString());
        call("secretsmanager", "secretsmanager." + operation, request);
    }

    private void call(String service, String target, Map<String, Object> body) {
        try {
            HttpResponse<String> reply = http.send(
                    HttpRequest.newBuilder(uri.resolve("/"))
                            .header("X-Amz-Target", target)
                            .header("Content-Type", "application/x-amz-json-1.1")
                            .header("Authorization", SIGNED.formatted(service))
                            .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
