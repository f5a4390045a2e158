package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsCacheClientBuilderTest {
    @Test
    void build_defaults_talkToPort8080() {
        assertThat(SecretsCacheClient.builder()
                        .environment(name -> null)
                        .build()
                        .toString())
                .contains("http://127.0.0.1:8080");
    }

    @Test
    void build_environmentPort_isTakenUnlessAnEndpointIsSet() {
        Map<String, String> variables = Map.of("SECRETS_CACHE_PORT", "9000");

        assertThat(SecretsCacheClient.builder()
                        .environment(variables::get)
                        .build()
                        .toString())
                .contains("http://127.0.0.1:9000");
        assertThat(SecretsCacheClient.builder()
                        .environment(variables::get)
                        .endpoint(URI.create("http://localhost:9001"))
                        .build()
                        .toString())
                .contains("http://localhost:9001");
    }

    @Test
    void endpoint_andAwsEndpoint_excludeEachOther() {
        URI uri = URI.create("http://localhost:2773");

        assertThatThrownBy(() -> SecretsCacheClient.builder().endpoint(uri).awsEndpoint(uri))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exclude each other");
    }

    @Test
    void endpoint_notLoopback_isRefusedAtOnce() {
        assertThatThrownBy(() -> SecretsCacheClient.builder().endpoint(URI.create("http://example.com:80")))
                .hasMessageStartingWith("endpoint must be");
        assertThatThrownBy(() -> SecretsCacheClient.builder().awsEndpoint(URI.create("http://example.com:80")))
                .hasMessageStartingWith("awsEndpoint must be");
    }

    @Test
    void timeouts_outOfRange_areRefusedAtOnce() {
        SecretsCacheClientBuilder builder = SecretsCacheClient.builder();

        assertThatThrownBy(() -> builder.connectTimeout(Duration.ZERO))
                .hasMessage("connectTimeout must be from 1 ms to 1 day, but is PT0S");
        assertThatThrownBy(() -> builder.readTimeout(Duration.ofNanos(1)))
                .hasMessageStartingWith("readTimeout must be from 1 ms");
        assertThatThrownBy(() -> builder.callTimeout(Duration.ofDays(2)))
                .hasMessageStartingWith("callTimeout must be from 1 ms");
        assertThatThrownBy(() -> builder.nearCacheSize(-1)).hasMessage("nearCacheSize must be 0 or more, but is -1");
    }

    @Test
    void token_unusable_isRefusedAndNotShown() {
        assertThatThrownBy(() -> SecretsCacheClient.builder().token("sec\nret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("token must hold")
                .hasMessageNotContaining("sec");
        assertThatThrownBy(() -> SecretsCacheClient.builder().token("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "AWS\nPENDING"})
    void rotationStages_thatCannotBeStages_areRefusedAtOnce(String stage) {
        assertThatThrownBy(() -> SecretsCacheClient.builder().rotationStages("AWSPENDING", stage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rotationStages must ");
        SecretRotation rotation = SecretRotation.of(new ClientVersions(SecretsCacheClient.create()));
        assertThatThrownBy(() -> rotation.withStages(stage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stages must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hunter2@127.0.0.1:8080",
                "http://me:hunter2/x@127.0.0.1:8080",
                "http://me:x/hunter2@127.0.0.1:8080",
                "http://me:x?hunter2@127.0.0.1:8080",
                "http://me:x@hunter2@127.0.0.1:8080",
                "http:me:hunter2@127.0.0.1:8080"
            })
    void endpoint_withCredentials_isRefusedWithoutShowingThem(String endpoint) {
        assertThatThrownBy(() -> SecretsCacheClient.builder().endpoint(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint must be")
                .hasMessageNotContaining("hunter2");
    }
}
