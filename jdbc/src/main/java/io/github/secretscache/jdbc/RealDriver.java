package io.github.secretscache.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ServiceLoader;

/** Finds the real driver. */
final class RealDriver {
    private RealDriver() {}

    /**
     * {@return the driver of a URL}
     *
     * @param url for it
     * @param shown the same, for a message
     */
    static Driver of(String url, JdbcUrl shown) throws SQLException {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            // In a servlet container DriverManager has not searched the application's own libraries.
            for (Driver driver : ServiceLoader.load(Driver.class, RealDriver.class.getClassLoader())) {
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            }
            String artifact = shown.engine()
                    .map(engine -> "; add " + engine.driverArtifact())
                    .orElse("; add the driver of that database, or correct the URL");
            throw ConnectionFailures.misconfigured(
                    "No driver on the class path takes the URL " + shown + artifact + ".");
        }
    }
}
