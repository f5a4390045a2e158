package io.github.secretscache.quarkus;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Provides user and password of a secret, named by an alias or its own name, to data sources and clients of Quarkus. */
@Singleton
@Named("secrets-cache")
final class SecretCredentialsProvider implements CredentialsProvider {
    private final SecretsCacheClient client;
    private final SecretAliases aliases;

    @Inject
    SecretCredentialsProvider(SecretsCacheClient client, Config config) {
        this.client = client;
        this.aliases = new SecretAliases(
                name -> config.getOptionalValue(name, String.class).orElse(null));
    }

    @Override
    public Map<String, String> getCredentials(String aliasOrName) {
        String name = aliases.secretOf(aliasOrName).orElse(aliasOrName);
        try {
            Secret secret = client.get(name);
            return Map.of(
                    USER_PROPERTY_NAME, secret.field("username"),
                    PASSWORD_PROPERTY_NAME, secret.field("password"));
        } catch (SecretsCacheException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    "The credentials provider secrets-cache has no user and password for \"" + aliasOrName + "\": "
                            + e.getMessage(),
                    e);
        }
    }
}
