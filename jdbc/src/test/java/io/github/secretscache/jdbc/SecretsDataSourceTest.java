package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
                "{\"username\":\"\",\"password\":\"hunter2\"}|has nothing in its field \"username\"",
                "{\"username\":\"a\",\"password\":null}|has null in its field \"password\"",
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
    @CsvSource(
            delimiter = ' ',
            value = {
                "{\"host\":\"h\",\"port\":5432} jdbc:postgresql://h:5432/",
                "{\"host\":\"h\",\"port\":\"5432\",\"dbname\":null} jdbc:postgresql://h:5432/",
                "{\"host\":\"h\",\"port\":\"\",\"dbname\":\"d\"} jdbc:postgresql://h/d",
                "{\"host\":\"::1\",\"port\":5432} jdbc:postgresql://[::1]:5432/",
                "{\"host\":\"[::1]\",\"port\":5432} jdbc:postgresql://[::1]:5432/",
            })
    void getConnection_placeInTheSecret_isWrittenIntoTheUrl(String place, String expected) throws SQLException {
        secrets.put("prod/db", place.replace("{", "{\"username\":\"a\",\"password\":\"hunter2\","));

        source("jdbc:postgresql:").build().getConnection();

        assertThat(driver.lastUrl()).isEqualTo(expected);
    }

    @Test
    void getConnection_secretWithOnlyAPassword_takesTheUsernameOfTheBuilder() throws SQLException {
        secrets.put("prod/db", "{\"password\":\"hunter2\"}");

        source("jdbc:postgresql://h/d").username("app").build().getConnection();

        assertThat(driver.lastProperties()).containsOnly(entry("user", "app"), entry("password", "hunter2"));
    }

    @Test
    void getConnection_passwordWithSpecialCharacters_isPassedOnAsItIs() throws SQLException {
        secrets.put("prod/db", "{\"username\":\"a b\",\"password\":\"p@:/?&;=%20\\\"'$1\\\\ü\"}");

        source("jdbc:postgresql://h/d").build().getConnection();

        assertThat(driver.lastProperties())
                .containsOnly(entry("user", "a b"), entry("password", "p@:/?&;=%20\"'$1\\ü"));
    }

    @Test
    void getConnection_binarySecret_saysSo() {
        secrets.put("prod/db", new byte[] {1, 2});

        assertThatThrownBy(() -> source("jdbc:postgresql:").build().getConnection())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("is binary");
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
        for (SQLException talkative : talkativeFailures("hunter2")) {
            assertThatThrownBy(() -> source("jdbc:postgresql:")
                            .driver(failing(login -> talkative))
                            .build()
                            .getConnection())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cannot connect")
                    .satisfies(SecretsDataSourceTest::showsNoPassword)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("08001");
        }
    }

    @Test
    void getConnection_driverThatShowsTheEncodedPassword_isNotPassedOn() {
        secrets.put("prod/db", RDS.replace("hunter2", "hunter/2 or 3"));

        assertThatThrownBy(() -> source("jdbc:postgresql:")
                        .driver(failing(login -> new SQLException("no ?password=hunter%2F2+or+3&ssl=true", "08001")))
                        .build()
                        .getConnection())
                .hasMessage("no ?password=***&ssl=true");
    }

    @Test
    void getConnection_shortPasswordWithinAWord_leavesTheMessageAlone() {
        secrets.put("prod/db", RDS.replace("hunter2", "an"));
        SQLException failure = new SQLException("cannot reach an \"another\" host", "08001");

        assertThatThrownBy(() -> source("jdbc:postgresql:")
                        .driver(failing(login -> failure))
                        .build()
                        .getConnection())
                .hasMessage("cannot reach *** \"another\" host");
    }

    @Test
    void getConnection_refusalBelowAMessageWithThePassword_isTriedAgain() throws SQLException {
        FakeDriver rotated = failing(login -> {
            secrets.put("prod/db", RDS.replace("hunter2", "hunter3"));
            return login.getProperty("password").equals("hunter3")
                    ? null
                    : new SQLException("not as " + login, "08001", new SQLException("no", "28P01"));
        });

        source("jdbc:postgresql:").driver(rotated).build().getConnection();

        assertThat(rotated.properties).hasSize(2);
    }

    @Test
    void getConnection_refusalBelowAnotherException_hasTheStateAndCodeOfTheDatabase() {
        assertThatThrownBy(() -> source("jdbc:other://h/d")
                        .driver(failing(
                                login -> new SQLException("all hosts", "08001", new SQLException("no", "28000", 1045))))
                        .build()
                        .getConnection())
                .isInstanceOfSatisfying(SQLInvalidAuthorizationSpecException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("28000");
                    assertThat(e.getErrorCode()).isEqualTo(1045);
                });
    }

    @Test
    @Timeout(30)
    void getConnection_interruptedWhileItLooksForANewerLogin_endsWithTheRefusal() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        try (SecretsCacheTestServer server = SecretsCacheTestServer.create().put("prod/db", RDS)) {
            DataSource source = source("jdbc:postgresql:")
                    .client(server.clientBuilder()
                            .rotationBudget(Duration.ofHours(1))
                            .build())
                    .driver(failing(login -> {
                        refused.countDown();
                        return new SQLException("no", "28P01");
                    }))
                    .build();
            Thread thread = new Thread(() -> {
                failure.set(catchThrowable(source::getConnection));
                isInterrupted.set(Thread.currentThread().isInterrupted());
            });
            thread.start();
            refused.await();
            thread.interrupt();
            thread.join();
        }

        assertThat(failure.get()).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        assertThat(isInterrupted).isTrue();
    }

    @Test
    void getConnection_clientThatFails_isAnSqlException() {
        SecretsCacheClient broken = (SecretsCacheClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SecretsCacheClient.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("the client is closed");
                });

        assertThatThrownBy(
                        () -> source("jdbc:postgresql:").client(broken).build().getConnection())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessage("the client is closed");
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
    void unwrap_whatTheDataSourceWithinWraps_isGiven() throws SQLException {
        DataSource innermost = new PGSimpleDataSource();
        SecretsDataSource source = SecretsDataSource.builder("prod/db")
                .client(secrets)
                .dataSource(SecretsDataSource.builder("prod/db")
                        .client(secrets)
                        .dataSource(innermost)
                        .build())
                .build();

        assertThat(source.isWrapperFor(PGSimpleDataSource.class)).isTrue();
        assertThat(source.unwrap(PGSimpleDataSource.class)).isSameAs(innermost);
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
        for (String login : List.of("user", "password", "userName", "Password")) {
            assertThatThrownBy(() -> builder.property(login, "x")).hasMessageContaining("comes from the secret");
        }
        assertThatThrownBy(() -> builder.dataSource(new PGSimpleDataSource())
                        .property("ssl", "true")
                        .build())
                .hasMessageContaining("go with url");
    }

    @Test
    void toString_whateverHoldsALogin_showsNoPassword() throws SQLException {
        DatabaseSecret secret = new DatabaseSecret(secrets.get("prod/db"), new SecretShape(Map.of(), ""));
        Properties properties = new Properties();
        properties.setProperty("sslpassword", "hunter2");
        UrlTarget target = new UrlTarget(JdbcUrl.of("jdbc:postgresql://h/d"), null, properties);

        assertThat(secret).hasToString("DatabaseSecret[secret=prod/db]");
        assertThat(target).hasToString("jdbc:postgresql://h/d");
        assertThat(new RecentRefusals.Login(target, List.of(), "anika", "hunter2"))
                .hasToString("Login[target=jdbc:postgresql://h/d]");
    }

    private static List<SQLException> talkativeFailures(String password) {
        List<SQLException> all = new ArrayList<>();
        all.add(new SQLException("cannot connect with " + password, "08001"));
        all.add(new SQLException("cannot connect", "08001", new IllegalStateException("with " + password)));
        SQLException suppressing = new SQLException("cannot connect", "08001");
        suppressing.addSuppressed(new IllegalStateException("with " + password));
        all.add(suppressing);
        SQLException next = new SQLException("cannot connect", "08001");
        next.setNextException(new SQLException("with " + password));
        all.add(next);
        SQLException last = new SQLException("cannot connect", "08001");
        for (int i = 0; i < 20; i++) {
            last.setNextException(new SQLException("cannot connect to host " + i));
        }
        last.setNextException(new SQLException("with " + password));
        all.add(last);
        Throwable deep = new IllegalStateException("with " + password);
        for (int i = 0; i < 20; i++) {
            deep = new IllegalStateException("because", deep);
        }
        all.add(new SQLException("cannot connect", "08001", deep));
        return all;
    }

    private static FakeDriver failing(Function<Properties, SQLException> failure) {
        return new FakeDriver("jdbc:", failure);
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
        if (failure instanceof SQLException sql) {
            sql.forEach(chained -> chained.printStackTrace(new PrintWriter(all)));
        }
        assertThat(all.toString()).doesNotContain("hunter");
    }
}
