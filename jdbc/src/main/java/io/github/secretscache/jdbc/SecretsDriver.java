package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheClient;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC driver for {@code jdbc:secretscache:<the rest of a JDBC URL>}, such as {@code
 * jdbc:secretscache:postgresql://host/db}. It opens connections with the driver for the rest of the URL, with user and
 * password from a secret, read through the Secrets Cache server on this machine. {@code DriverManager} finds it.
 * Thread-safe.
 *
 * <p>Properties of a connection:
 *
 * <ul>
 *   <li>{@code secret}: the secret's name; without it, {@code user} is the secret's name. With both, {@code user} is
 *       the login's name if the secret has none.
 *   <li>{@code secretUsernameField}, {@code secretPasswordField}, {@code secretHostField}, {@code secretPortField}, {@code
 *       secretDbnameField}: the secret's names of its fields, if they are not those of Amazon RDS: {@code username}, {@code
 *       password}, {@code host}, {@code port}, {@code dbname}.
 *   <li>{@code secretRotationBudget}: how long to look for a newer login when the database has refused one, such as {@code
 *       30s}; {@code secretRotationStages}: other stages to try, such as {@code AWSPENDING,AWSPREVIOUS}; {@code
 *       secretEndpoint}: the server's address. Defaults as in {@link io.github.secretscache.client.SecretsCacheClientBuilder}.
 * </ul>
 *
 * <p>All others go to the real driver; a {@code password} is ignored. Host, port and database come from the secret when the
 * URL has no host, as in {@code jdbc:secretscache:postgresql:}.
 *
 * <p>For 5 s after a refusal it tries the same login, with the same URL and properties, again only at the end of a search
 * for a newer one, because repeated wrong passwords lock accounts.
 *
 * <p>What {@link #connect} throws: {@link java.sql.SQLNonTransientConnectionException} if the properties, the URL or the
 * secret do not fit, or the secret may not be read; {@link java.sql.SQLTransientConnectionException} if it cannot be read
 * now; {@link java.sql.SQLInvalidAuthorizationSpecException}, with the database's own SQLState and code, if no login was
 * accepted within the budget; otherwise the real driver's own exceptions. No message holds a password.
 */
public final class SecretsDriver implements Driver {
    static {
        try {
            DriverManager.registerDriver(new SecretsDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Map<DriverSettings.ClientSettings, SecretsCacheClient> clients = new ConcurrentHashMap<>();
    private final RecentRefusals refusals = new RecentRefusals(InstantSource.system());

    /** For {@code DriverManager} and pools, which create a driver by its class name. */
    public SecretsDriver() {}

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        JdbcUrl real = realUrl(url);
        DriverSettings settings = DriverSettings.of(info);
        return new SecretConnector(client(settings.client()), settings.secret(), settings.shape(), refusals)
                .connect(new UrlTarget(real, null, settings.passedOn()));
    }

    @Override
    public boolean acceptsURL(@Nullable String url) {
        return url != null && url.startsWith(JdbcUrl.OUR_PREFIX);
    }

    /** {@return this driver's properties and the real driver's own; without user, and never with a value of a password} */
    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) throws SQLException {
        return acceptsURL(url)
                ? DriverProperties.of(realUrl(url), info).toArray(DriverPropertyInfo[]::new)
                : new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    @Override
    public boolean jdbcCompliant() {
        return false; // depends on the real driver
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this driver does not log");
    }

    private static JdbcUrl realUrl(String url) throws SQLException {
        return JdbcUrl.of("jdbc:" + url.substring(JdbcUrl.OUR_PREFIX.length()));
    }

    private SecretsCacheClient client(DriverSettings.ClientSettings settings) throws SQLException {
        try {
            return clients.computeIfAbsent(settings, DriverSettings.ClientSettings::client);
        } catch (IllegalArgumentException e) {
            throw ConnectionFailures.misconfigured("The driver's properties make no client: " + e.getMessage());
        }
    }
}
