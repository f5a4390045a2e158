package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a secret's fields; by default those of Amazon RDS. */
final class SecretShape {
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String HOST = "host";
    static final String PORT = "port";
    static final String DBNAME = "dbname";
    static final String ENGINE = "engine";

    /** RDS's names of the fields that can be renamed. */
    static final List<String> NAMES = List.of(USERNAME, PASSWORD, HOST, PORT, DBNAME);

    private final Map<String, String> renamed;

    /** @param renamed maps RDS's name to the secret's own name; a missing field has RDS's name */
    SecretShape(Map<String, String> renamed) {
        this.renamed = new HashMap<>(renamed);
    }

    /** {@return the secret's name of a field} */
    String nameOf(String field) {
        return renamed.getOrDefault(field, field);
    }

    /** {@return the field's value} */
    String required(Secret secret, String field) {
        return secret.field(nameOf(field));
    }

    /** {@return the field's value, or an empty string if the field is missing or null} */
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
