package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which field of a secret holds what; by default as Amazon RDS writes it. */
final class SecretShape {
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String HOST = "host";
    static final String PORT = "port";
    static final String DBNAME = "dbname";
    static final String ENGINE = "engine";

    /** RDS's own names of the fields that may be called otherwise. */
    static final List<String> NAMES = List.of(USERNAME, PASSWORD, HOST, PORT, DBNAME);

    private final Map<String, String> renamed;

    /** @param renamed by RDS's name, that of the secret at hand; RDS's where the map has none */
    SecretShape(Map<String, String> renamed) {
        this.renamed = new HashMap<>(renamed);
    }

    /** {@return what the secret calls a field} */
    String nameOf(String field) {
        return renamed.getOrDefault(field, field);
    }

    /** {@return the field's value} */
    String required(Secret secret, String field) {
        return secret.field(nameOf(field));
    }

    /** {@return the field's value, or an empty string if the secret has no such field or null in it} */
    String optional(Secret secret, String field) {
        String name = nameOf(field);
        if (!secret.fieldNames().contains(name)) {
            return "";
        }
        try {
            return secret.field(name);
        } catch (SecretsCacheException e) {
            return "";
        }
    }
}
