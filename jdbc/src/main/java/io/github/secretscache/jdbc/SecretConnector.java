package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections with the login of a secret, and retries with a newer one if the database refuses it.
 *
 * @param refusals shared by all that log in to the same databases
 */
record SecretConnector(SecretsCacheClient client, String secretName, SecretShape shape, RecentRefusals refusals) {
    Connection connect(ConnectionTarget target) throws SQLException {
        AtomicInteger tried = new AtomicInteger();
        List<DatabaseSecret> leftOut = new ArrayList<>();
        try {
            return client.<Secret, Connection, SQLException>useSecret(
                    secretName,
                    Secret.class,
                    secret -> {
                        tried.incrementAndGet();
                        return open(target, new DatabaseSecret(secret, shape), leftOut);
                    },
                    RefusedLogin::isIn);
        } catch (SecretsCacheException e) {
            throw ConnectionFailures.unreadable(e);
        } catch (RuntimeException e) {
            // Thrown by the client: no secret can have this name, or the client does not work.
            throw (SQLException) ConnectionFailures.misconfigured(String.valueOf(e.getMessage()))
                    .initCause(e);
        } catch (SQLException e) {
            if (!RefusedLogin.isIn(e)) {
                throw e;
            }
            Connection connection = lastTry(target, leftOut);
            if (connection != null) {
                return connection;
            }
            throw ConnectionFailures.refused(secretName, tried.get(), e);
        }
    }

    /**
     * The database may accept by now what it had refused just before this search: a rotation that was taken back, a
     * restart.
     *
     * @return null if it does not, or if the thread is interrupted
     */
    private @Nullable Connection lastTry(ConnectionTarget target, List<DatabaseSecret> leftOut) throws SQLException {
        for (DatabaseSecret secret : leftOut) {
            if (Thread.currentThread().isInterrupted()) {
                return null;
            }
            try {
                return open(target, secret, new ArrayList<>());
            } catch (SQLException e) {
                if (!RefusedLogin.isIn(e)) {
                    throw e;
                }
            }
        }
        return null;
    }

    /** @param leftOut gets the secret if its login is not tried, because it was refused just now */
    private Connection open(ConnectionTarget target, DatabaseSecret secret, List<DatabaseSecret> leftOut)
            throws SQLException {
        RecentRefusals.Login login = RecentRefusals.Login.of(target, secret);
        try {
            refusals.check(login);
        } catch (SQLException e) {
            leftOut.add(secret);
            throw e;
        }
        try {
            return target.open(secret);
        } catch (SQLException e) {
            SQLException failure = ConnectionFailures.withoutPassword(e, login.password());
            if (RefusedLogin.isIn(e)) {
                refusals.add(login, failure);
            }
            throw failure;
        } catch (SecretsCacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ConnectionFailures.unexpected(e, login.password());
        }
    }
}
