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
        assertThat(SecretsCacheClient.builder().environment(name -> null).build())
                .hasToString("SecretsCacheClient[endpoint=http://127.0.0.1:8080]");
    }

    @Test
    void build_environmentPort_isTaken() {
        Map<String, String> variables = Map.of("SECRETS_CACHE_PORT", "9000");

        assertThat(SecretsCacheClient.builder().environment(variables::get).build())
                .hasToString("SecretsCacheClient[endpoint=http://127.0.0.1:9000]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:65535"})
    void endpoint_loopback_isTaken(String endpoint) {
        assertThat(SecretsCacheClient.builder()
                        .endpoint(URI.create(endpoint))
                        .build()
                        .toString())
                .contains(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:8080",
                "http://localhost",
                "http://localhost:8080/cache",
                "http://localhost:8080?x",
                "http://user@localhost:8080",
                "http://example.com:8080",
                "http://127.0.0.1.example.com:8080",
                "http://localhost:65536",
                "localhost:8080"
            })
    void endpoint_anythingElse_isRefusedAtOnce(String endpoint) {
        assertThatThrownBy(() -> SecretsCacheClient.builder().endpoint(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint must be http://")
                .hasMessageEndingWith("but is " + endpoint);
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
}
