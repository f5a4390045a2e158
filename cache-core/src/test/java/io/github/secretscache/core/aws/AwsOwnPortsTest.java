package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

@Timeout(60)
class AwsOwnPortsTest {
    private final AtomicReference<SdkHttpRequest> sent = new AtomicReference<>();

    /** Takes a request and sends it nowhere. */
    private final SdkHttpClient http = new SdkHttpClient() {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            sent.set(request.httpRequest());
            throw new IllegalStateException("taken");
        }

        @Override
        public void close() {}
    };

    private SdkHttpRequest read(String endpoint) {
        try (SecretsManagerClient client = SecretsManagerClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(http)
                .overrideConfiguration(
                        configuration -> configuration.addExecutionInterceptor(new AwsOwnPorts(Set.of(8080, 2773))))
                .build()) {
            assertThatThrownBy(() -> client.getSecretValue(request -> request.secretId("prod/db")))
                    .hasMessageContaining("taken");
        }
        return sent.get();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:2773",
        "http://LOCALHOST:8080/",
        "http://127.0.0.1:2773",
        "http://127.9.9.9:2773",
        "http://[::1]:2773/with/a/path",
    })
    void endpoint_thatIsAnOwnPort_isNotFollowed(String endpoint) {
        SdkHttpRequest request = read(endpoint);

        assertThat(request.getUri()).hasToString("https://secretsmanager.eu-west-1.amazonaws.com/");
        assertThat(request.firstMatchingHeader("Host")).hasValue("secretsmanager.eu-west-1.amazonaws.com");
        assertThat(request.firstMatchingHeader("Authorization")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:4566", "http://192.0.2.1:2773", "https://secretsmanager.eu-west-1.amazonaws.com:2773"
    })
    void endpoint_ofAnother_isFollowed(String endpoint) {
        assertThat(read(endpoint).getUri().toString()).startsWith(endpoint);
    }

    @Test
    void endpointOfSts_thatIsAnOwnPort_isNotFollowed() {
        try (StsClient client = StsClient.builder()
                .endpointOverride(URI.create("http://localhost:2773"))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(http)
                .overrideConfiguration(
                        configuration -> configuration.addExecutionInterceptor(new AwsOwnPorts(Set.of(2773))))
                .build()) {
            assertThatThrownBy(client::getCallerIdentity).hasMessageContaining("taken");
        }
        assertThat(sent.get().host()).isEqualTo("sts.eu-west-1.amazonaws.com");
    }
}
