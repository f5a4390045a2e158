package io.github.secretscache.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SecretConfigSourceTest {
    @RegisterExtension
    final SecretsCacheTestServer server = SecretsCacheTestServer.create()
            .put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}")
            .put("prod/key", "abc-123")
            .put("prod/other", "{\"a\":\"b\"}");

    @Test
    void expression_mappedAlias_isTheField() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.db", "prod/db",
                "secretscache.key", "prod/key",
                "password", "${secretscache.db.password}",
                "key", "${secretscache.key.text}",
                "port", "${secretscache.db.port:5432}"));

        assertThat(config.getValue("password", String.class)).isEqualTo("hunter2");
        assertThat(config.getValue("key", String.class)).isEqualTo("abc-123");
        assertThat(config.getValue("port", Integer.class)).isEqualTo(5432);
    }

    @Test
    void anyUse_aliasNotMapped_readsNothing() {
        SmallRyeConfig config = config(Map.of("secretscache.db", "prod/db", "a", "${secretscache.other.a:none}"));

        assertThat(config.getValue("a", String.class)).isEqualTo("none");
        config.getPropertyNames().forEach(name -> config.getConfigValue(name));
        assertThat(server.reads("prod/other")).isZero();
        assertThat(server.reads("prod/db")).isZero();
        assertThat(server.reads("other")).isZero();
    }

    @Test
    void expression_fieldThatIsNotThere_isMissingAsAnyProperty() {
        SmallRyeConfig config = config(Map.of("secretscache.db", "prod/db", "a", "${secretscache.db.pasword}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("secretscache.db.pasword");
    }

    @Test
    void expression_secretThatIsNotThereOrHasNoFields_saysWhichAndWhy() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.absent", "prod/absent",
                "secretscache.key", "prod/key",
                "a", "${secretscache.absent.password}",
                "b", "${secretscache.key.password}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("secretscache.absent.password cannot be read")
                .hasMessageContaining("prod/absent");
        assertThatThrownBy(() -> config.getValue("b", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not a JSON object")
                .hasMessageNotContaining("abc-123");
    }

    @Test
    void endpoint_notOnThisMachine_isRefused() {
        SmallRyeConfig config = config(Map.of(
                "secretscache.db", "prod/db",
                "secrets-cache.endpoint", "http://example.com:80",
                "a", "${secretscache.db.password}"));

        assertThatThrownBy(() -> config.getValue("a", String.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("secrets-cache.endpoint is unfit");
    }

    private SmallRyeConfig config(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("secrets-cache.endpoint", "http://127.0.0.1:" + server.port());
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .addDiscoveredSources()
                .build();
    }
}
