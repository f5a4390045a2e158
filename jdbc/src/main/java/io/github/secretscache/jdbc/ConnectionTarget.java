package io.github.secretscache.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** What opens a connection once the login is known: a driver with a URL, or another data source. */
interface ConnectionTarget {
    /**
     * {@return a new connection}
     *
     * @param secret the login; may also say where the database is
     */
    Connection open(DatabaseSecret secret) throws SQLException;
}
