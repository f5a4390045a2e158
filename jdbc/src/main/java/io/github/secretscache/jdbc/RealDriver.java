package io.github.secretscache.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

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
            // In a servlet container DriverManager has not searched the application's own libraries, and this class
            // may be in a library that all applications share.
            Driver own = in(RealDriver.class.getClassLoader(), url);
            Driver found = own == null ? in(Thread.currentThread().getContextClassLoader(), url) : own;
            if (found != null) {
                return found;
            }
            String fix = shown.engine()
                    .map(engine -> "add " + engine.driverArtifact())
                    .orElse("add the driver of that database, or correct the URL");
            throw ConnectionFailures.misconfigured(
                    "No driver on the class path takes the URL " + shown + "; " + fix + ".");
        }
    }

    private static @Nullable Driver in(@Nullable ClassLoader classes, String url) throws SQLException {
        Iterator<Driver> drivers = ServiceLoader.load(Driver.class, classes).iterator();
        while (true) {
            try {
                if (!drivers.hasNext()) {
                    return null;
                }
                Driver driver = drivers.next();
                if (driver.acceptsURL(url)) {
                    return driver;
                }
            } catch (ServiceConfigurationError e) {
                // Another library's driver that cannot be loaded here; the next may fit.
            }
        }
    }
}
