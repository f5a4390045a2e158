package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedLoginTest {
    @ParameterizedTest
    @CsvSource({
        "28P01, 0, true", // PostgreSQL: wrong password
        "28000, 0, true", // PostgreSQL: may not log in
        "28000, 1045, true", // MySQL and MariaDB
        "72000, 1017, true", // Oracle
        "S0001, 18456, true", // SQL Server
        "28000, -4214, true", // Db2
        ", -4214, true",
        "08001, 0, false", // nobody there
        "3D000, 0, false", // PostgreSQL: no such database
        "HY000, 1017, false", // MySQL: no such file
        "08004, 1040, false", // MySQL: too many connections
        ", 0, false",
    })
    void isIn_codesOfTheDatabases(String state, int code, boolean expected) {
        assertThat(RefusedLogin.isIn(new SQLException("no", state, code))).isEqualTo(expected);
    }

    @Test
    void isIn_refusalBelowAPoolsOwnException_isFound() {
        assertThat(RefusedLogin.isIn(new SQLTransientConnectionException("pool", new SQLException("no", "28P01"))))
                .isTrue();
    }

    @Test
    void isIn_refusalOfTheSecondHost_isFound() {
        SQLException ofAllHosts = new SQLException("no host", "08001");
        ofAllHosts.setNextException(new SQLException("first", "08001"));
        ofAllHosts.setNextException(new SQLException("second", "28P01"));

        assertThat(RefusedLogin.isIn(ofAllHosts)).isTrue();
    }

    @Test
    void isIn_refusalAnywhereInTheChain_isFound() {
        SQLException ofAllHosts = new SQLException("no host", "08001");
        SQLException second = new SQLException("second", "08001", new SQLException("no", "28P01"));
        ofAllHosts.setNextException(second);
        SQLException suppressing = new SQLException("no host", "08001");
        suppressing.addSuppressed(new SQLException("no", "28P01"));

        assertThat(RefusedLogin.isIn(new SQLTransientConnectionException("pool", ofAllHosts)))
                .isTrue();
        assertThat(RefusedLogin.isIn(suppressing)).isTrue();
    }

    @Test
    @Timeout(10)
    void isIn_chainThatIsACircle_ends() {
        SQLException first = new SQLException("first", "08001");
        SQLException second = new SQLException("second", "08001", first);
        first.initCause(second);
        first.setNextException(second);

        assertThat(RefusedLogin.isIn(first)).isFalse();
    }

    @Test
    void isIn_anythingElse_isNone() {
        assertThat(RefusedLogin.isIn(new IllegalStateException("28P01"))).isFalse();
    }
}
