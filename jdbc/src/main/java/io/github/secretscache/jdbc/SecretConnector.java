package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens connections with the login of a secret, and retries with a newer one if the database refuses it. */
final class SecretConnector {
    private final SecretsCacheClient client;
    private final String secretName;
    private final SecretShape shape;
    private final String username;

    /** @param username the user if the secret does not name one; may be empty */
    SecretConnector(SecretsCacheClient client, String secretName, SecretShape shape, String username) {
        this.client = client;
        this.secretName = secretName;
        this.shape = shape;
        this.username = username;
    }

    Connection connect(ConnectionTarget target) throws SQLException {
        AtomicInteger tried = new AtomicInteger();
        try {
            return client.<Secret, Connection, SQLException>useSecret(
                    secretName,
                    Secret.class,
                    secret -> {
                        tried.incrementAndGet();
                        return open(target, secret);
                    },
                    RefusedLogin::isIn);
        } catch (SecretsCacheException e) {
            throw ConnectionFailures.unreadable(e);
        } catch (IllegalArgumentException e) {
            // Thrown by the client: no secret can have this name.
            throw ConnectionFailures.misconfigured(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            throw RefusedLogin.isIn(e) ? ConnectionFailures.refused(secretName, tried.get(), e) : e;
        }
    }

    private Connection open(ConnectionTarget target, Secret secret) throws SQLException {
        DatabaseLogin login = DatabaseLogin.in(secret, shape, username);
        try {
            return target.open(login, secret);
        } catch (SQLException e) {
            throw ConnectionFailures.withoutPassword(e, login.password());
        } catch (SecretsCacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ConnectionFailures.unexpected(e);
        }
    }
}
