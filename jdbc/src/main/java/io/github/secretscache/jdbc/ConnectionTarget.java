package io.github.secretscache.jdbc;

import io.github.secretscache.client.Secret;
import java.sql.Connection;
import java.sql.SQLException;

/** What opens a connection once the login is known: a driver with a URL, or another data source. */
interface ConnectionTarget {
    /**
     * {@return a new connection}
     *
     * @param secret where the login is from; may say where the database is
     */
    Connection open(DatabaseLogin login, Secret secret) throws SQLException;
}
