package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql: jdbc:postgresql://h:1/d",
                "jdbc:postgresql:// jdbc:postgresql://h:1/d",
                "jdbc:postgresql:///orders?sslmode=require jdbc:postgresql://h:1/orders?sslmode=require",
                "jdbc:postgresql:orders jdbc:postgresql://h:1/orders",
                "jdbc:postgresql:?ssl=true jdbc:postgresql://h:1/d?ssl=true",
                "jdbc:mysql:/// jdbc:mysql://h:1/d",
                "jdbc:mariadb: jdbc:mariadb://h:1/d",
                "jdbc:db2: jdbc:db2://h:1/d",
                "jdbc:oracle:thin: jdbc:oracle:thin:@//h:1/d",
                "jdbc:oracle:thin:@// jdbc:oracle:thin:@//h:1/d",
                "jdbc:sqlserver://;encrypt=true jdbc:sqlserver://h:1;databaseName=d;encrypt=true",
                "jdbc:sqlserver:;databaseName=o jdbc:sqlserver://h:1;databaseName=o",
            })
    void at_urlWithoutHost_takesThePlaceOfTheSecret(String url, String expected) throws SQLException {
        JdbcUrl made = JdbcUrl.of(url);

        assertThat(made.lacksHost()).isTrue();
        assertThat(made.at(new DatabasePlace("h:1", "d"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/db",
                "jdbc:postgresql://host",
                "jdbc:postgresql://one,two:5433/db?targetServerType=primary",
                "jdbc:oracle:thin:@//host:1521/service",
                "jdbc:oracle:thin:@alias",
                "jdbc:sqlserver://host;databaseName=db",
                "jdbc:aws-wrapper:postgresql://host/db",
                "jdbc:h2:mem:test"
            })
    void lacksHost_completeUrlOrUnknownDatabase_isLeftAlone(String url) throws SQLException {
        assertThat(JdbcUrl.of(url).lacksHost()).isFalse();
        assertThat(JdbcUrl.of(url).text()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/db?user=app&password=hunter2",
                "jdbc:postgresql://host/db?ssl=true&PASSWORD=hunter2",
                "jdbc:sqlserver://host;password=hunter2",
                "jdbc:db2://host/db:password=hunter2;",
                "jdbc:mysql://app:hunter2@host/db",
                "jdbc:mysql://host,(host=other,password=hunter2)/db",
                "jdbc:mysql://host,address=(host=other)(password=hunter2)/db",
                "jdbc:oracle:thin:app/hunter2@//host/db"
            })
    void of_loginInTheUrl_isRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("take it out of the URL")
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:", "jdbc:postgresql", "postgresql://host/db"})
    void of_noJdbcUrl_saysHowItMustLook(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url)).hasMessageContaining("jdbc:postgresql://host/db");
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://h/d?sslpassword=hunter2,jdbc:postgresql://h/d", "jdbc:mysql:///d,jdbc:mysql:///d"})
    void toString_parameters_areLeftOut(String url, String expected) throws SQLException {
        assertThat(JdbcUrl.of(url)).hasToString(expected);
    }
}
