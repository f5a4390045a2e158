package io.github.secretscache.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCredentialsProviderTest {
    private final InMemorySecretsCacheClient secrets =
            InMemorySecretsCacheClient.create().put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}");
    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of("secretscache.db", "prod/db"), "test", 100))
            .build();
    private final SecretCredentialsProvider provider = new SecretCredentialsProvider(secrets, config);

    @ParameterizedTest
    @ValueSource(strings = {"db", "prod/db"})
    void getCredentials_aliasOrName_isTheLogin(String name) {
        Map<String, String> login = Map.of("user", "anika", "password", "hunter2");

        assertThat(provider.getCredentials(name)).isEqualTo(login);
        assertThat(provider.getCredentialsAsync(name).await().indefinitely()).isEqualTo(login);
    }

    @Test
    void getCredentials_rotated_isTheNewLogin() {
        provider.getCredentials("db");
        secrets.put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter3\"}");

        assertThat(provider.getCredentials("db")).containsEntry("password", "hunter3");
    }

    @Test
    void getCredentials_unfitSecret_saysWhichAndWhy() {
        secrets.put("prod/db", "{\"password\":\"hunter2\"}");

        assertThatThrownBy(() -> provider.getCredentials("db"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no field \"username\"")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> provider.getCredentials("absent"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"absent\"");
        assertThatThrownBy(() -> provider.getCredentials(" ")).isInstanceOf(ConfigurationException.class);
    }
}
