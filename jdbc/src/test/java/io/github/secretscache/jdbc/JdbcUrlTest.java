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
                "jdbc:sqlserver://;database=o jdbc:sqlserver://h:1;database=o",
                "jdbc:oracle:oci:@ jdbc:oracle:oci:@//h:1/d",
                "jdbc:oracle:thin:@?wallet_location=w jdbc:oracle:thin:@//h:1/d?wallet_location=w",
                "jdbc:db2::sslConnection=true; jdbc:db2://h:1/d:sslConnection=true;",
                "jdbc:db2:orders:sslConnection=true; jdbc:db2://h:1/orders:sslConnection=true;",
                "jdbc:db2:///orders:sslConnection=true; jdbc:db2://h:1/orders:sslConnection=true;",
                "jdbc:redshift: jdbc:redshift://h:1/d",
            })
    void at_urlWithoutHost_takesThePlaceOfTheSecret(String url, String expected) throws SQLException {
        JdbcUrl made = JdbcUrl.of(url);

        assertThat(made.lacksHost()).isTrue();
        assertThat(made.at("h:1", "d")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://host/db",
                "jdbc:postgresql://host",
                "jdbc:postgresql://one,two:5433/db?targetServerType=primary",
                "jdbc:oracle:thin:@//host:1521/service",
                "jdbc:postgresql://[::1]:5432/db",
                "jdbc:mysql:loadbalance://one,two/db",
                "jdbc:mysql:replication://one,two/db",
                "jdbc:mysql://address=(host=one)(port=3306)/db",
                "jdbc:mariadb:sequential://one,two/db",
                "jdbc:oracle:thin:@alias",
                "jdbc:oracle:thin:@host:1521:sid",
                "jdbc:oracle:thin:@tcps://host:1522/service?wallet_location=w",
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=host)(PORT=1521))(CONNECT_DATA=(SID=s)))",
                "jdbc:oracle:thin:@ldap://directory:389/name,cn=OracleContext,dc=com",
                "jdbc:sqlserver://;serverName=host;databaseName=db",
                "jdbc:sqlserver://; SERVER = host",
                "jdbc:sqlserver://host\\instance:1433;trustStorePassword=p@ss",
                "jdbc:db2://[::1]:50000/db:sslConnection=true;",
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
                "jdbc:oracle:thin:app/hunter2@//host/db",
                "jdbc:oracle:oci:app/hunter2@host",
                "jdbc:mysql://app:p%40hunter2@host/db",
                "jdbc:mysql:loadbalance://app:hunter2@host,other/db",
                "jdbc:mysql://host/db?password1=hunter2",
                "jdbc:mysql://host/db?%70assword=hunter2",
                "jdbc:mysql://host,(host=other, user = app, password = hunter2)/db",
                "jdbc:sqlserver://host; password = hunter2",
                "jdbc:sqlserver://host;userName=hunter2",
                "jdbc:db2://host:50000/db:user=app;password=hunter2;",
                "jdbc:db2:host: password=hunter2;",
            })
    void of_loginInTheUrl_isRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("take it out of the URL")
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://app:hunter2?a@host/db",
                "jdbc:mysql://app:a@hunter2;a@host/db",
                "jdbc:oracle:thin:app/hunter2?a@//host/db",
                "jdbc:oracle:thin:app/a@hunter2;a@//host/db",
            })
    void of_passwordWithSignsOfTheUrl_isRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("take it out of the URL")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:", "jdbc:postgresql", "postgresql://host/db"})
    void of_noJdbcUrl_saysHowItMustLook(String url) {
        assertThatThrownBy(() -> JdbcUrl.of(url)).hasMessageContaining("jdbc:postgresql://host/db");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://h/d?sslpassword=hunter2 jdbc:postgresql://h/d",
                "jdbc:mysql:///d jdbc:mysql:///d",
                "jdbc:db2:orders:sslTrustStorePassword=hunter2; jdbc:db2:orders",
                "jdbc:db2://[::1]:1/d:sslTrustStorePassword=hunter2; jdbc:db2://[::1]:1/d",
                "jdbc:sqlserver://h;trustStorePassword=hunter@2 jdbc:sqlserver:…",
            })
    void toString_parameters_areLeftOut(String url, String expected) throws SQLException {
        assertThat(JdbcUrl.of(url)).hasToString(expected);
    }
}
