package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheClient;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A {@code DataSource} that opens each connection with the current login of a secret, for pools, Flyway and others. It
 * does not pool: put a pool around it, and do not give it a pool as its data source. For 5 s after a
 * refusal it tries the same login again only at the end of a search for a newer one, because repeated wrong passwords lock
 * accounts. Thread-safe.
 *
 * <p>{@link #getConnection()} throws {@link java.sql.SQLNonTransientConnectionException} if the secret or the URL does
 * not fit or the secret may not be read; {@link java.sql.SQLTransientConnectionException} if it cannot be read now;
 * {@link java.sql.SQLInvalidAuthorizationSpecException}, with the database's own SQLState and code, if no login was
 * accepted within the client's rotation budget; otherwise the driver's own exceptions. No message holds a password.
 */
public final class SecretsDataSource implements DataSource {
    private final SecretConnector connector;
    private final ConnectionTarget target;
    private final @Nullable DataSource wrapped;

    private SecretsDataSource(Builder builder, SecretsCacheClient client) {
        SecretShape shape = new SecretShape(builder.fieldNames, builder.username);
        RecentRefusals refusals = new RecentRefusals(InstantSource.system());
        this.connector = new SecretConnector(client, builder.secret, shape, refusals);
        this.wrapped = builder.dataSource;
        this.target = builder.target();
    }

    /**
     * {@return a builder; it needs {@link Builder#url} or {@link Builder#dataSource}}
     *
     * @param secret the name or ARN of the secret that holds user and password
     */
    public static Builder builder(String secret) {
        return new Builder(secret);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connector.connect(target);
    }

    /**
     * Refused: the login comes from the secret.
     *
     * @throws SQLFeatureNotSupportedException always
     */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "The login of this data source comes from a secret; use getConnection() without user and password.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return wrapped == null ? DriverManager.getLogWriter() : wrapped.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        if (wrapped != null) {
            wrapped.setLogWriter(writer);
        }
    }

    /** Passed on to the inner data source; a driver uses that of {@code DriverManager}. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        if (wrapped != null) {
            wrapped.setLoginTimeout(seconds);
        }
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return wrapped == null ? DriverManager.getLoginTimeout() : wrapped.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this data source does not log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isInstance(wrapped)) {
            return type.cast(wrapped);
        }
        if (wrapped != null && wrapped.isWrapperFor(type)) {
            return wrapped.unwrap(type);
        }
        throw new SQLException(this + " is no " + type.getName() + " and holds none");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(wrapped) || (wrapped != null && wrapped.isWrapperFor(type));
    }

    /** {@return the name of the secret; nothing of its value} */
    @Override
    public String toString() {
        return "SecretsDataSource[secret=" + connector.secretName() + "]";
    }

    /** Options of a {@link SecretsDataSource}. Not thread-safe. */
    public static final class Builder {
        private final String secret;
        private final Map<String, String> fieldNames = new HashMap<>();
        private final Properties properties = new Properties();
        private String username = "";
        private @Nullable JdbcUrl url;
        private @Nullable Driver driver;
        private @Nullable DataSource dataSource;
        private @Nullable SecretsCacheClient client;

        private Builder(String secret) {
            if (secret.isBlank()) {
                throw new IllegalArgumentException(
                        "secret must be the name of a secret, such as prod/db, but is blank");
            }
            this.secret = secret;
        }

        /**
         * Sets the database's URL.
         *
         * @param url such as {@code jdbc:postgresql://host/db}; without a host, as {@code jdbc:postgresql:}, host, port and
         *     database come from the secret
         * @return this
         * @throws IllegalArgumentException if it is no JDBC URL, or holds a user or password
         */
        public Builder url(String url) {
            if (url.startsWith(JdbcUrl.OUR_PREFIX)) {
                throw new IllegalArgumentException("url must be the database's own, but begins with "
                        + JdbcUrl.OUR_PREFIX + "; write jdbc: instead");
            }
            try {
                this.url = JdbcUrl.of(url);
            } catch (SQLException e) {
                throw new IllegalArgumentException("url is unfit: " + e.getMessage(), e);
            }
            return this;
        }

        /**
         * Sets the driver for the {@link #url}.
         *
         * @param driver found by {@code DriverManager} unless set
         * @return this
         */
        public Builder driver(Driver driver) {
            this.driver = Objects.requireNonNull(driver, "driver");
            return this;
        }

        /**
         * Sets a data source that opens connections by user and password, such as {@code PGSimpleDataSource}; not a pool.
         *
         * @param dataSource where connections come from, instead of a {@link #url}
         * @return this
         */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
            return this;
        }

        /**
         * Sets the client that reads the secret; its rotation budget and stages apply.
         *
         * @param client {@link SecretsCacheClient#create} unless set
         * @return this
         */
        public Builder client(SecretsCacheClient client) {
            this.client = Objects.requireNonNull(client, "client");
            return this;
        }

        /**
         * Sets a property of the driver, with a {@link #url} only.
         *
         * @param name such as {@code sslmode}; not user or password
         * @param value its value
         * @return this
         */
        public Builder property(String name, String value) {
            if (JdbcUrl.isLogin(name)) {
                throw new IllegalArgumentException("property must not be " + name + ", which comes from the secret");
            }
            properties.setProperty(name, value);
            return this;
        }

        /**
         * Sets the secret's name of a field, if it is not that of Amazon RDS.
         *
         * @param field RDS's name: username, password, host, port or dbname
         * @param name the secret's own
         * @return this
         * @throws IllegalArgumentException if {@code field} is another
         */
        public Builder fieldName(String field, String name) {
            if (!SecretShape.FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "field must be one of " + String.join(", ", SecretShape.FIELDS) + ", but is " + field);
            }
            fieldNames.put(field, Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * Sets the user, for a secret that holds only a password.
         *
         * @param username used if the secret names no user
         * @return this
         */
        public Builder username(String username) {
            this.username = Objects.requireNonNull(username, "username");
            return this;
        }

        /**
         * {@return the data source; nothing is read or opened yet}
         *
         * @throws IllegalStateException unless exactly one of {@link #url} and {@link #dataSource} is set, or if {@link
         *     #driver} or {@link #property} is set without a url
         */
        public SecretsDataSource build() {
            if ((url == null) == (dataSource == null)) {
                throw new IllegalStateException("SecretsDataSource needs either url(...) or dataSource(...)");
            }
            if (dataSource != null && (driver != null || !properties.isEmpty())) {
                throw new IllegalStateException(
                        "driver(...) and property(...) go with url(...), not with dataSource(...)");
            }
            return new SecretsDataSource(this, client == null ? SecretsCacheClient.create() : client);
        }

        private ConnectionTarget target() {
            if (url != null) {
                return new UrlTarget(url, driver, DriverSettings.copyOf(properties));
            }
            DataSource source = Objects.requireNonNull(dataSource);
            return theSecret -> Objects.requireNonNull(
                    source.getConnection(theSecret.username(), theSecret.password()), "no connection");
        }
    }
}
