package io.github.secretscache.spring;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * An imported secret in the environment. Each field of a JSON object is a property; a text is one property, named after
 * the last part of the secret's name. Nested objects and arrays stay JSON; a null field is no property. The values here have
 * escapes, which Spring takes out wherever it hands out properties: environment, placeholders, binder.
 */
final class SecretPropertySource extends EnumerablePropertySource<SecretImport> {
    private final SecretsCacheClient client;
    private final Map<String, String> values;

    /**
     * Reads the secret.
     *
     * @throws SecretsCacheException if it cannot be read, is binary, or begins like a JSON object but is not one
     */
    SecretPropertySource(SecretImport origin, SecretsCacheClient client) {
        super(origin.toString(), origin);
        this.client = client;
        this.values = read();
    }

    /**
     * {@return whether the secret still has these values}
     *
     * @throws SecretsCacheException as the constructor does
     */
    boolean isCurrent() {
        return values.equals(read());
    }

    @Override
    public String[] getPropertyNames() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        return values.get(name);
    }

    private Map<String, String> read() {
        Map<String, String> properties = new LinkedHashMap<>();
        Secret secret = client.get(source.secret());
        if (secret.asString().stripLeading().startsWith("{")) {
            secret.fieldNames().forEach(field -> put(properties, field, orNull(secret, field)));
        } else {
            put(properties, secret.name().substring(secret.name().lastIndexOf('/') + 1), secret.asString());
        }
        return properties;
    }

    private void put(Map<String, String> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(source.prefix() + name, escaped(value));
        }
    }

    /** Spring looks for placeholders in all values, such as generated passwords. A backslash makes ${…} mean itself. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder(value);
        int ends = 0;
        for (int i = value.length() - 1; i >= 0; i--) {
            if (value.charAt(i) == '}') {
                ends++;
            } else if (value.charAt(i) == '{' && ends > 0) {
                ends--;
                if (value.startsWith("$", i - 1)) {
                    text.insert(i - 1, '\\');
                }
            }
        }
        return text.toString();
    }

    private static @Nullable String orNull(Secret secret, String field) {
        try {
            return secret.field(field);
        } catch (SecretsCacheException e) {
            return null; // the only reason for an existing field
        }
    }
}
