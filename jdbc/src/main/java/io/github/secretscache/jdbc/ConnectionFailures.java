package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;

/** Makes the JDBC exceptions that say why there is no connection. */
final class ConnectionFailures {
    private static final String CANNOT_CONNECT = "08001";

    /** A shorter password may be part of a common word, so it is looked for as a word of its own. */
    private static final int LONG_PASSWORD = 8;

    private ConnectionFailures() {}

    static SQLException misconfigured(String message) {
        return new SQLNonTransientConnectionException(message, CANNOT_CONNECT);
    }

    /** {@return the failure for an exception that a driver must not throw; without its causes, which may hold the login} */
    static SQLException unexpected(RuntimeException thrown, String password) {
        SQLException failure = misconfigured("The driver threw " + masked(thrown.toString(), password)
                + ". Check the URL and the properties of the connection.");
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
        SQLException own = withCodes(last);
        return new SQLInvalidAuthorizationSpecException(message, own.getSQLState(), own.getErrorCode(), last);
    }

    /** {@return the driver's failure or, if it shows the password, a copy that does not} */
    static SQLException withoutPassword(SQLException failure, String password) {
        boolean isShown = ExceptionChain.of(failure).stream()
                .map(Throwable::toString)
                .anyMatch(shown -> !masked(shown, password).equals(shown));
        return isShown ? copyOf(failure, masked(String.valueOf(failure.getMessage()), password)) : failure;
    }

    /** {@return a failure with another message and without what is chained to it} */
    static SQLException copyOf(SQLException failure, String message) {
        SQLException own = withCodes(failure);
        SQLException copy = new SQLException(message, own.getSQLState(), own.getErrorCode());
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    /** {@return the exception that has the database's SQLState and code} */
    private static SQLException withCodes(SQLException failure) {
        SQLException refusal = RefusedLogin.find(failure);
        return refusal == null ? failure : refusal;
    }

    private static String masked(String message, String password) {
        if (password.isEmpty()) {
            return message;
        }
        String either = "(" + Pattern.quote(password) + "|"
                + Pattern.quote(URLEncoder.encode(password, StandardCharsets.UTF_8)) + ")";
        String word =
                password.length() < LONG_PASSWORD ? "(?<![\\p{L}\\p{N}])" + either + "(?![\\p{L}\\p{N}])" : either;
        return message.replaceAll(word, "***");
    }
}
