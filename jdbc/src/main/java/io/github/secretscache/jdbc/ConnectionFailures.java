package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;

/** Makes the JDBC exceptions that say why there is no connection. */
final class ConnectionFailures {
    private static final String CANNOT_CONNECT = "08001";

    private ConnectionFailures() {}

    static SQLException misconfigured(String message) {
        return new SQLNonTransientConnectionException(message, CANNOT_CONNECT);
    }

    /**
     * {@return the failure for an exception that a driver must not throw; without its message, which may hold the
     * login}
     */
    static SQLException unexpected(RuntimeException thrown) {
        SQLException failure = new SQLNonTransientConnectionException(
                "The driver threw " + thrown.getClass().getName()
                        + ". Its message is left out, because it may hold the password. Check the URL and the properties"
                        + " of the connection.",
                CANNOT_CONNECT);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    /** {@return the failure to read the secret, or to find a login in it} */
    static SQLException unreadable(SecretsCacheException e) {
        return e instanceof SecretsCacheUnavailableException
                ? new SQLTransientConnectionException(e.getMessage(), CANNOT_CONNECT, e)
                : new SQLNonTransientConnectionException(e.getMessage(), CANNOT_CONNECT, e);
    }

    /** {@return the database's last refusal, with its own SQLState and code} */
    static SQLException refused(String secretName, int tried, SQLException last) {
        String message = "The database refused the login of secret \"" + secretName + "\", with "
                + (tried == 1 ? "the one value" : tried + " values")
                + " of it that could be found within the rotation budget; the last refusal: " + last.getMessage()
                + ". Compare the secret with the database; if a rotation takes longer than the budget, raise it or name"
                + " AWSPENDING and AWSPREVIOUS as rotation stages.";
        return new SQLInvalidAuthorizationSpecException(message, last.getSQLState(), last.getErrorCode(), last);
    }

    /** {@return the driver's failure or, if it shows the password, a copy that does not} */
    static SQLException withoutPassword(SQLException failure, String password) {
        return isShown(failure, password, 0) ? copyOf(failure, password) : failure;
    }

    private static boolean isShown(Throwable failure, String password, int depth) {
        if (password.isEmpty() || depth > 10) {
            return false;
        }
        String message = failure.getMessage();
        if (message != null && message.contains(password)) {
            return true;
        }
        Throwable cause = failure.getCause();
        if (cause != null && isShown(cause, password, depth + 1)) {
            return true;
        }
        return failure instanceof SQLException sql
                && sql.getNextException() != null
                && isShown(sql.getNextException(), password, depth + 1);
    }

    private static SQLException copyOf(SQLException failure, String password) {
        String message = String.valueOf(failure.getMessage()).replace(password, "***");
        SQLException copy = new SQLException(message, failure.getSQLState(), failure.getErrorCode());
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }
}
