package io.github.secretscache.quarkus;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** Makes the client, for injection and for the configuration. */
@Singleton
final class SecretsCacheClients {
    SecretsCacheClients() {}

    @Produces
    @Singleton
    @DefaultBean
    SecretsCacheClient client(Config config) {
        return client(new SecretAliases(
                name -> config.getOptionalValue(name, String.class).orElse(null)));
    }

    static SecretsCacheClient client(SecretAliases aliases) {
        SecretsCacheClientBuilder builder = SecretsCacheClient.builder();
        try {
            aliases.endpoint().map(URI::create).ifPresent(builder::endpoint);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    SecretAliases.ENDPOINT + ", or a variable of the environment, is unfit: " + e.getMessage(),
                    e,
                    Set.of(SecretAliases.ENDPOINT));
        }
    }
}
