package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a secret says of a database: the login, and where the database is. {@link #toString} shows only the secret's name.
 * Every method throws {@link SecretsCacheException} if the secret is not fit for it.
 */
final class DatabaseSecret {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern PORT = Pattern.compile("\\d{0,5}");
    private static final Pattern DBNAME = Pattern.compile("[\\w.$-]*");

    private final Secret secret;
    private final SecretShape shape;

    DatabaseSecret(Secret secret, SecretShape shape) {
        this.secret = secret;
        this.shape = shape;
    }

    String name() {
        return secret.name();
    }

    String username() {
        String own = optional("username");
        String username = own.isEmpty() ? shape.username() : own;
        if (!username.isEmpty()) {
            return username;
        }
        required("username");
        throw unfit("username", "nothing", "give it a value");
    }

    String password() {
        return required("password");
    }

    /** {@return host, port and database as the secret has them, to compare; empty where it does not say} */
    List<String> place() {
        return List.of(optional("host"), optional("port"), optional("dbname"));
    }

    /** {@return host and port as they stand in a URL} */
    String hostAndPort() {
        String host = fit("host", required("host"), HOST);
        String port = fit("port", optional("port"), PORT);
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return port.isEmpty() ? bracketed : bracketed + ":" + port;
    }

    /** {@return the database's name as it stands in a URL, or an empty string} */
    String databaseName() {
        return fit("dbname", optional("dbname"), DBNAME);
    }

    /** {@return the kind of database, or an empty string} */
    String engine() {
        return optional("engine");
    }

    private String required(String field) {
        return secret.field(shape.nameOf(field));
    }

    private String optional(String field) {
        try {
            return required(field);
        } catch (SecretsCacheException e) {
            return ""; // missing or null; if the secret is no JSON, the password is missing too
        }
    }

    private String fit(String field, String value, Pattern pattern) {
        if (!pattern.matcher(value).matches()) {
            throw unfit(
                    field,
                    "something that cannot stand in a JDBC URL",
                    "correct it, or write host and database into the URL");
        }
        return value;
    }

    private SecretsCacheException unfit(String field, String received, String fix) {
        return new SecretsCacheException(
                secret.name(),
                "Secret \"" + secret.name() + "\" has " + received + " in its field \"" + shape.nameOf(field) + "\"; "
                        + fix + ".",
                null);
    }

    @Override
    public String toString() {
        return "DatabaseSecret[secret=" + secret.name() + "]";
    }
}
