package io.github.secretscache.jdbc;

import java.util.List;
import java.util.Map;

/**
 * How a secret holds a login.
 *
 * @param names maps the names of fields in secrets of Amazon RDS to the secret's own; what is missing has RDS's name
 * @param username the user if the secret does not name one; may be empty
 */
record SecretShape(Map<String, String> names, String username) {
    /** RDS's names of the fields that can be renamed. */
    static final List<String> FIELDS = List.of("username", "password", "host", "port", "dbname");

    SecretShape {
        names = Map.copyOf(names);
    }

    /** {@return the secret's name of a field} */
    String nameOf(String field) {
        return names.getOrDefault(field, field);
    }
}
