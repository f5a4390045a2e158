package io.github.secretscache.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections with the driver for a URL.
 *
 * @param driver or null, to find one
 * @param properties for the driver, without login
 */
record UrlTarget(JdbcUrl url, @Nullable Driver driver, Properties properties) implements ConnectionTarget {
    @Override
    public Connection open(DatabaseSecret secret) throws SQLException {
        String engine = secret.engine();
        if (!url.fits(engine)) {
            throw ConnectionFailures.misconfigured(
                    "Secret \"" + secret.name() + "\" is one of engine " + engine + ", but the URL " + url
                            + " is of another database; name the secret of that database, or correct the URL.");
        }
        String complete = url.lacksHost() ? url.at(secret.hostAndPort(), secret.databaseName()) : url.text();
        Driver opener = driver == null ? RealDriver.of(complete, url) : driver;
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("user", secret.username());
        all.setProperty("password", secret.password());
        Connection connection = opener.connect(complete, all);
        if (connection == null) {
            throw ConnectionFailures.misconfigured(
                    "The driver " + opener.getClass().getName() + " does not take the URL " + url
                            + "; give the driver of that database, or correct the URL.");
        }
        return connection;
    }

    /** {@return the URL without its parameters; nothing of the properties} */
    @Override
    public String toString() {
        return url.toString();
    }
}
