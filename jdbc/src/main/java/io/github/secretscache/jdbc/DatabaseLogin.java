package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheException;

/** User and password. {@link #toString} shows only the secret's name. */
final class DatabaseLogin {
    private final String secretName;
    private final String username;
    private final String password;

    private DatabaseLogin(String secretName, String username, String password) {
        this.secretName = secretName;
        this.username = username;
        this.password = password;
    }

    /**
     * {@return the login that a secret holds}
     *
     * @param username the user if the secret does not name one; may be empty
     * @throws SecretsCacheException if it has no login
     */
    static DatabaseLogin in(Secret secret, SecretShape shape, String username) {
        String name = shape.optional(secret, SecretShape.USERNAME);
        if (name.isEmpty()) {
            name = username.isEmpty() ? shape.required(secret, SecretShape.USERNAME) : username;
        }
        return new DatabaseLogin(secret.name(), name, shape.required(secret, SecretShape.PASSWORD));
    }

    String username() {
        return username;
    }

    String password() {
        return password;
    }

    @Override
    public String toString() {
        return "DatabaseLogin[secret=" + secretName + "]";
    }
}
