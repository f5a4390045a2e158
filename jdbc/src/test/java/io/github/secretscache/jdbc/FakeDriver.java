package io.github.secretscache.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.logging.Logger;

/** A database in name only: opens for every login, or fails as it is told. */
class FakeDriver implements Driver {
    final List<String> urls = new ArrayList<>();
    final List<Properties> properties = new ArrayList<>();
    private final String prefix;
    private final Function<Properties, SQLException> failure;

    /**
     * @param prefix of the URLs it takes
     * @param failure of a login, or null to let it in
     */
    FakeDriver(String prefix, Function<Properties, SQLException> failure) {
        this.prefix = prefix;
        this.failure = failure;
    }

    static FakeDriver open(String prefix) {
        return new FakeDriver(prefix, login -> null);
    }

    String lastUrl() {
        return urls.get(urls.size() - 1);
    }

    Properties lastProperties() {
        return properties.get(properties.size() - 1);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        urls.add(url);
        properties.add(info);
        SQLException refusal = failure.apply(info);
        if (refusal != null) {
            throw refusal;
        }
        return (Connection) Proxy.newProxyInstance(
                FakeDriver.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> null);
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(prefix);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[] {
            new DriverPropertyInfo("password", info.getProperty("password", "from-the-url")),
            new DriverPropertyInfo("keyPassphrase", "also-secret"),
            new DriverPropertyInfo("ssl", "true"),
        };
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
