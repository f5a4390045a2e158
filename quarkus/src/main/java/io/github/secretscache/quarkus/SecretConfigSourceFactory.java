package io.github.secretscache.quarkus;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Makes the config source, which reads the aliases from the other sources. Found as a service. */
public final class SecretConfigSourceFactory implements ConfigSourceFactory {
    /** For the service loader. */
    public SecretConfigSourceFactory() {}

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return List.of(new SecretConfigSource(new SecretAliases(name -> {
            ConfigValue value = context.getValue(name);
            return value == null ? null : value.getValue();
        })));
    }
}
