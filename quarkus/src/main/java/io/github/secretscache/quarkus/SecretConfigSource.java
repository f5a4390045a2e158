package io.github.secretscache.quarkus;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code secretscache.<alias>.<field>}, and {@code secretscache.<alias>.text} for a secret that is plain text.
 * Asks the client each time, so a later read gets the current value. Lists no names, because that would read secrets
 * that are not needed.
 */
final class SecretConfigSource implements ConfigSource {
    private static final String TEXT = "text";
    /** Above application.properties (250), below the environment (300). */
    private static final int ORDINAL = 270;

    private final SecretAliases aliases;
    private volatile @Nullable SecretsCacheClient client;

    SecretConfigSource(SecretAliases aliases) {
        this.aliases = aliases;
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of();
    }

    @Override
    public @Nullable String getValue(String property) {
        int dot = property.indexOf('.', SecretAliases.PREFIX.length());
        if (!property.startsWith(SecretAliases.PREFIX) || dot < 0) {
            return null;
        }
        String alias = property.substring(SecretAliases.PREFIX.length(), dot);
        Optional<String> name = aliases.secretOf(alias);
        if (name.isEmpty()) {
            return null;
        }
        try {
            String value = fieldOf(client().get(name.get()), property.substring(dot + 1));
            // Quarkus looks for expressions in all values, such as generated passwords. \$ means $ itself.
            return value == null ? null : value.replace("$", "\\$");
        } catch (SecretsCacheException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    property + " cannot be read: " + e.getMessage(), e, Set.of(SecretAliases.PREFIX + alias));
        }
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public String getName() {
        return "secrets-cache";
    }

    private static @Nullable String fieldOf(Secret secret, String field) {
        if (field.equals(TEXT) && !secret.asString().stripLeading().startsWith("{")) {
            return secret.asString();
        }
        return secret.fieldNames().contains(field) ? secret.field(field) : null;
    }

    private SecretsCacheClient client() {
        SecretsCacheClient made = client;
        if (made == null) {
            made = SecretsCacheClients.client(aliases);
            client = made;
        }
        return made;
    }
}
