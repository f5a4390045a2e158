package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens connections with the login of a secret, and retries with a newer one if the database refuses it.
 *
 * @param refusals shared by all that log in to the same databases
 */
record SecretConnector(SecretsCacheClient client, String secretName, SecretShape shape, RecentRefusals refusals) {
    Connection connect(ConnectionTarget target) throws SQLException {
        AtomicInteger tried = new AtomicInteger();
        try {
            return client.<Secret, Connection, SQLException>useSecret(
                    secretName,
                    Secret.class,
                    secret -> {
                        tried.incrementAndGet();
                        return open(target, new DatabaseSecret(secret, shape));
                    },
                    RefusedLogin::isIn);
        } catch (SecretsCacheException e) {
            throw ConnectionFailures.unreadable(e);
        } catch (RuntimeException e) {
            // Thrown by the client: no secret can have this name, or the client does not work.
            throw (SQLException) ConnectionFailures.misconfigured(String.valueOf(e.getMessage()))
                    .initCause(e);
        } catch (SQLException e) {
            throw RefusedLogin.isIn(e) ? ConnectionFailures.refused(secretName, tried.get(), e) : e;
        }
    }

    private Connection open(ConnectionTarget target, DatabaseSecret secret) throws SQLException {
        String password = secret.password();
        RecentRefusals.Login login = new RecentRefusals.Login(target, secret.username(), password);
        refusals.check(login);
        try {
            return target.open(secret);
        } catch (SQLException e) {
            SQLException failure = ConnectionFailures.withoutPassword(e, password);
            if (RefusedLogin.isIn(e)) {
                refusals.add(login, failure);
            }
            throw failure;
        } catch (SecretsCacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ConnectionFailures.unexpected(e, password);
        }
    }
}
