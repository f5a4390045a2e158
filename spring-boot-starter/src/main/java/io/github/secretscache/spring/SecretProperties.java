package io.github.secretscache.spring;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A secret as properties: each field of a JSON object is a property; a text is one property, named after the last part
 * of the secret's name. Nested objects stay JSON; a null field is no property. {@link #toString} shows no value.
 */
final class SecretProperties {
    private final String secret;
    private final Map<String, String> values;

    private SecretProperties(String secret, Map<String, String> values) {
        this.secret = secret;
        this.values = values;
    }

    /**
     * {@return the properties}
     *
     * @param prefix put before each name
     * @throws SecretsCacheException if the secret is binary, or begins like a JSON object but is not one
     */
    static SecretProperties of(Secret secret, String prefix) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!secret.asString().stripLeading().startsWith("{")) {
            values.put(prefix + secret.name().substring(secret.name().lastIndexOf('/') + 1), secret.asString());
            return new SecretProperties(secret.name(), values);
        }
        for (String field : secret.fieldNames()) {
            String value = orNull(secret, field);
            if (value != null) {
                values.put(prefix + field, value);
            }
        }
        return new SecretProperties(secret.name(), values);
    }

    private static @Nullable String orNull(Secret secret, String field) {
        try {
            return secret.field(field);
        } catch (SecretsCacheException e) {
            return null; // the only reason for an existing field
        }
    }

    Set<String> names() {
        return values.keySet();
    }

    @Nullable
    String value(String name) {
        return values.get(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretProperties that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "SecretProperties[secret=" + secret + ", names=" + names() + "]";
    }
}
