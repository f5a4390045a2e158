package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class SecretsDataSourceTest {
    private static final String RDS = """
            {"engine":"postgres","host":"db.example","port":5432,"dbname":"orders","username":"anika","password":"hunter2"}""";

    private final InMemorySecretsCacheClient secrets =
            InMemorySecretsCacheClient.create().put("prod/db", RDS);
    private final FakeDriver driver = FakeDriver.open("jdbc:");

    @Test
    void getConnection_urlWithHost_takesTheLoginOnly() throws SQLException {
        source("jdbc:postgresql://other/db").build().getConnection();

        assertThat(driver.lastUrl()).isEqualTo("jdbc:postgresql://other/db");
        assertThat(driver.lastProperties()).containsOnly(entry("user", "anika"), entry("password", "hunter2"));
    }

    @Test
    void getConnection_urlWithoutHost_takesThePlaceToo() throws SQLException {
        source("jdbc:postgresql:").property("ssl", "true").build().getConnection();

        assertThat(driver.lastUrl()).isEqualTo("jdbc:postgresql://db.example:5432/orders");
        assertThat(driver.lastProperties()).containsEntry("ssl", "true");
    }

    @Test
    void getConnection_secretOfAnotherShape_readsTheFieldsNamed() throws SQLException {
        secrets.put("prod/db", "{\"login\":\"anika\",\"pw\":\"hunter2\",\"server\":\"::1\"}");

        source("jdbc:mysql:")
                .fieldName("username", "login")
                .fieldName("password", "pw")
                .fieldName("host", "server")
                .build()
                .getConnection();

        assertThat(driver.lastUrl()).isEqualTo("jdbc:mysql://[::1]/");
        assertThat(driver.lastProperties()).containsEntry("user", "anika").containsEntry("password", "hunter2");
    }

    @Test
    void getConnection_refusedLogin_triesAWholeNewValue() throws SQLException {
        FakeDriver rotated = new FakeDriver("jdbc:", login -> {
            secrets.put("prod/db", RDS.replace("hunter2", "hunter3"));
            return login.getProperty("password").equals("hunter3") ? null : new SQLException("no", "28P01");
        });

        source("jdbc:postgresql:").driver(rotated).build().getConnection();

        assertThat(rotated.properties)
                .extracting(login -> login.getProperty("password"))
                .containsExactly("hunter2", "hunter3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2|is not a JSON object",
                "{\"username\":\"a\"}|has no field \"password\"",
                "{\"password\":\"hunter2\"}|has no field \"username\"",
                "{\"username\":\"a\",\"password\":\"hunter2\"}|has no field \"host\"",
                "{\"username\":\"a\",\"password\":\"hunter2\",\"host\":\"h?x=hunter2\"}|cannot stand in a JDBC URL",
                "{\"username\":\"a\",\"password\":\"hunter2\",\"engine\":\"mysql\"}|is one of engine mysql",
            })
    void getConnection_unfitSecret_saysWhatIsWrongWithoutAValue(String secret, String problem) {
        secrets.put("prod/db", secret);

        assertThatThrownBy(() -> source("jdbc:postgresql:").build().getConnection())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("prod/db")
                .hasMessageContaining(problem)
                .satisfies(SecretsDataSourceTest::showsNoPassword);
        assertThat(driver.urls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"postgres", "aurora-postgresql", "redshift", "POSTGRES"})
    void getConnection_engineThatFitsOrIsUnknown_connects(String engine) throws SQLException {
        secrets.put("prod/db", RDS.replace("\"postgres\"", "\"" + engine + "\""));

        source("jdbc:postgresql:").build().getConnection();

        assertThat(driver.urls).hasSize(1);
    }

    @Test
    void getConnection_secretCannotBeRead_sqlExceptionSaysWhetherToTryAgain() {
        DataSource source = source("jdbc:postgresql:").build();

        secrets.fail("prod/db", SecretFailure.UNAVAILABLE);
        assertThatThrownBy(source::getConnection).isInstanceOf(SQLTransientConnectionException.class);
        secrets.fail("prod/db", SecretFailure.ACCESS_DENIED);
        assertThatThrownBy(source::getConnection)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("prod/db");
    }

    @Test
    void getConnection_driverThatShowsThePassword_isNotPassedOn() {
        FakeDriver talkative = new FakeDriver(
                "jdbc:",
                login -> new SQLException(
                        "cannot connect as " + login, "08001", new IllegalStateException("as " + login)));

        assertThatThrownBy(() ->
                        source("jdbc:postgresql:").driver(talkative).build().getConnection())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("cannot connect as")
                .satisfies(SecretsDataSourceTest::showsNoPassword)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void getConnection_driverOfAnotherDatabase_saysSo() {
        assertThatThrownBy(() -> source("jdbc:postgresql:")
                        .driver(FakeDriver.open("jdbc:mysql:"))
                        .build()
                        .getConnection())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("does not take the URL jdbc:postgresql:");
    }

    @Test
    void getConnection_withALogin_isRefused() {
        DataSource source = source("jdbc:postgresql:").build();

        assertThatThrownBy(() -> source.getConnection("a", "b")).isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void unwrap_dataSourceWithin_isGiven() throws SQLException {
        PGSimpleDataSource within = new PGSimpleDataSource();
        SecretsDataSource source = SecretsDataSource.builder("prod/db")
                .client(secrets)
                .dataSource(within)
                .build();
        source.setLoginTimeout(3);

        assertThat(source.unwrap(PGSimpleDataSource.class)).isSameAs(within);
        assertThat(source.isWrapperFor(SecretsDataSource.class)).isTrue();
        assertThat(source.isWrapperFor(FakeDriver.class)).isFalse();
        assertThatThrownBy(() -> source.unwrap(FakeDriver.class)).isInstanceOf(SQLException.class);
        assertThat(within.getLoginTimeout()).isEqualTo(3);
        assertThat(source).hasToString("SecretsDataSource[secret=prod/db]");
    }

    @Test
    void builder_badOptions_sayWhatToDo() {
        SecretsDataSource.Builder builder = SecretsDataSource.builder("prod/db");

        assertThatThrownBy(() -> SecretsDataSource.builder(" ")).hasMessageContaining("secret must be");
        assertThatThrownBy(builder::build).hasMessageContaining("either url(...) or dataSource(...)");
        assertThatThrownBy(() -> builder.url("jdbc:secretscache:postgresql:")).hasMessageContaining("write jdbc:");
        assertThatThrownBy(() -> builder.url("jdbc:mysql://h/d?password=hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(SecretsDataSourceTest::showsNoPassword);
        assertThatThrownBy(() -> builder.fieldName("pasword", "pw")).hasMessageContaining("username, password");
        assertThatThrownBy(() -> builder.property("password", "x")).hasMessageContaining("comes from the secret");
        assertThatThrownBy(() -> builder.dataSource(new PGSimpleDataSource())
                        .property("ssl", "true")
                        .build())
                .hasMessageContaining("go with url");
    }

    @Test
    void login_toString_showsTheSecretsNameOnly() throws SQLException {
        assertThat(DatabaseLogin.in(secrets.get("prod/db"), new SecretShape(Map.of()), ""))
                .hasToString("DatabaseLogin[secret=prod/db]");
    }

    private SecretsDataSource.Builder source(String url) {
        return SecretsDataSource.builder("prod/db").client(secrets).url(url).driver(driver);
    }

    private static Map.Entry<Object, Object> entry(String key, String value) {
        return Map.entry(key, value);
    }

    private static void showsNoPassword(Throwable failure) {
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain("hunter");
    }
}
