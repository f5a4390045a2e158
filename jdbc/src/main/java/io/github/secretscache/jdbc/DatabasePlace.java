package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;
import java.util.regex.Pattern;

/**
 * Where a secret says that its database is.
 *
 * @param hostAndPort ready for a URL
 * @param databaseName empty if the secret names none
 */
record DatabasePlace(String hostAndPort, String databaseName) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+");
    private static final Pattern PORT = Pattern.compile("\\d{0,5}");
    private static final Pattern NAME = Pattern.compile("[\\w.$-]*");

    /**
     * {@return the place}
     *
     * @throws SecretsCacheException if the secret has no host, or a value that is not valid in a URL
     */
    static DatabasePlace in(Secret secret, SecretShape shape) {
        String host = secret.field(shape.nameOf(SecretShape.HOST));
        check(secret, shape, SecretShape.HOST, HOST.matcher(host).matches());
        String port = shape.optional(secret, SecretShape.PORT);
        check(secret, shape, SecretShape.PORT, PORT.matcher(port).matches());
        String name = shape.optional(secret, SecretShape.DBNAME);
        check(secret, shape, SecretShape.DBNAME, NAME.matcher(name).matches());
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        return new DatabasePlace(port.isEmpty() ? bracketed : bracketed + ":" + port, name);
    }

    private static void check(Secret secret, SecretShape shape, String field, boolean isFit) {
        if (!isFit) {
            throw new SecretsCacheException(
                    secret.name(),
                    "Secret \"" + secret.name() + "\" has something in its field \"" + shape.nameOf(field)
                            + "\" that cannot stand in a JDBC URL; correct it, or write host and database into the URL.",
                    null);
        }
    }
}
