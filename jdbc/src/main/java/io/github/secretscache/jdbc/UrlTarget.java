package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens connections with the driver for a URL. */
final class UrlTarget implements ConnectionTarget {
    private final JdbcUrl url;
    private final @Nullable Driver driver;
    private final SecretShape shape;
    private final Properties properties;

    /**
     * @param driver or null, to find one
     * @param properties for the driver, without login
     */
    UrlTarget(JdbcUrl url, @Nullable Driver driver, SecretShape shape, Properties properties) {
        this.url = url;
        this.driver = driver;
        this.shape = shape;
        this.properties = properties;
    }

    @Override
    public Connection open(DatabaseLogin login, Secret secret) throws SQLException {
        checkEngine(secret);
        String complete = url.lacksHost() ? url.at(DatabasePlace.in(secret, shape)) : url.text();
        Driver opener = driver == null ? RealDriver.of(complete, url) : driver;
        Properties all = new Properties();
        properties.stringPropertyNames().forEach(name -> all.setProperty(name, properties.getProperty(name)));
        all.setProperty("user", login.username());
        all.setProperty("password", login.password());
        Connection connection = opener.connect(complete, all);
        if (connection == null) {
            throw ConnectionFailures.misconfigured(
                    "The driver " + opener.getClass().getName() + " does not take the URL " + url
                            + "; give the driver of that database, or correct the URL.");
        }
        return connection;
    }

    private void checkEngine(Secret secret) throws SQLException {
        String named = shape.optional(secret, SecretShape.ENGINE);
        if (!named.isEmpty()
                && url.engine().filter(engine -> !engine.fits(named)).isPresent()) {
            throw ConnectionFailures.misconfigured(
                    "Secret \"" + secret.name() + "\" is one of engine " + named + ", but the URL " + url
                            + " is of another database; name the secret of that database, or correct the URL.");
        }
    }
}
