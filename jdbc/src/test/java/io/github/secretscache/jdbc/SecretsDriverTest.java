package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.SecretFailure;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsDriverTest {
    private static final String URL = "jdbc:secretscache:fake:db";

    @RegisterExtension
    final SecretsCacheTestServer server = SecretsCacheTestServer.create()
            .put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}")
            .put("prod/bare", "{\"pw\":\"hunter2\"}");

    private final FakeDriver real = FakeDriver.open("jdbc:fake:");

    @BeforeEach
    void register() throws SQLException {
        DriverManager.registerDriver(real);
    }

    @AfterEach
    void deregister() throws SQLException {
        DriverManager.deregisterDriver(real);
    }

    @Test
    void driverManager_ourUrl_findsTheDriver() throws SQLException {
        assertThat(DriverManager.getDriver(URL)).isInstanceOf(SecretsDriver.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "user"})
    void connect_secretByPropertyOrUser_logsInWithIt(String property) throws SQLException {
        connect(property, "prod/db", "password", "ignored", "ssl", "true");

        assertThat(real.lastUrl()).isEqualTo("jdbc:fake:db");
        assertThat(real.lastProperties()).isEqualTo(properties("user", "anika", "password", "hunter2", "ssl", "true"));
    }

    @Test
    void connect_secretWithoutUsername_takesTheUserProperty() throws SQLException {
        connect("secret", "prod/bare", "user", "app", "secretPasswordField", "pw");

        assertThat(real.lastProperties()).isEqualTo(properties("user", "app", "password", "hunter2"));
    }

    @Test
    void connect_userAndPasswordOfDriverManager_userIsTheSecret() {
        assertThatThrownBy(() -> DriverManager.getConnection(URL, "bad\nname", "hunter2"))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("must not hold control characters")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void connect_propertiesWithDefaults_areAllPassedOn() throws SQLException {
        Properties defaults = properties("secret", "prod/db", "secretEndpoint", endpoint(), "ssl", "true");

        DriverManager.getConnection(URL, new Properties(defaults));

        assertThat(real.lastProperties()).isEqualTo(properties("user", "anika", "password", "hunter2", "ssl", "true"));
    }

    @Test
    void connect_valuesThatAreNoStrings_areUsedAndPassedOn() throws SQLException {
        Properties given = properties("secret", "prod/db", "secretEndpoint", endpoint());
        given.put("secretRotationBudget", Duration.ofSeconds(5));
        given.put("ssl", true);

        DriverManager.getConnection(URL, given);

        Properties expected = properties("user", "anika", "password", "hunter2");
        expected.put("ssl", true);
        assertThat(real.lastProperties()).isEqualTo(expected);
    }

    @Test
    void connect_loginInAnotherSpelling_isNotPassedOn() throws SQLException {
        connect("secret", "prod/db", "userName", "other", "Password", "other");

        assertThat(real.lastProperties()).isEqualTo(properties("user", "anika", "password", "hunter2"));
    }

    @Test
    void connect_withoutProperties_saysThatNoSecretIsNamed() {
        assertThatThrownBy(() -> new SecretsDriver().connect(URL, null))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("No secret is named");
    }

    @ParameterizedTest
    @EnumSource(
            value = SecretFailure.class,
            names = {"NOT_FOUND", "ACCESS_DENIED"})
    void connect_unknownOrDeniedSecret_isForGoodAndNamesIt(SecretFailure failure) {
        server.fail("prod/db", failure);

        assertThatThrownBy(() -> connect("secret", "prod/db"))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("prod/db")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void connect_driverOfTheApplicationOnly_isFoundByTheContextClassLoader(@TempDir Path folder) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("java.sql.Driver"), "not.on.the.ClassPath\n" + ApplicationDriver.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(application);

            assertThat(DriverManager.getConnection(
                            "jdbc:secretscache:application:db",
                            properties("secret", "prod/db", "secretEndpoint", endpoint())))
                    .isNotNull();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void connect_nameThatNoSecretCanHave_isAnSqlException() {
        assertThatThrownBy(() -> connect("secret", "x".repeat(2_049)))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("1 to 2048 characters");
    }

    @Test
    void connect_driverThrowsWhatItMayNot_isAnSqlExceptionWithoutThePassword() throws SQLException {
        FakeDriver broken = new FakeDriver("jdbc:broken:", login -> {
            throw new IllegalStateException("cannot use " + login);
        });
        DriverManager.registerDriver(broken);
        try {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            "jdbc:secretscache:broken:db",
                            properties("secret", "prod/db", "secretEndpoint", endpoint())))
                    .isInstanceOf(SQLNonTransientConnectionException.class)
                    .hasMessageContaining("java.lang.IllegalStateException: cannot use {")
                    .hasNoCause()
                    .message()
                    .doesNotContain("hunter2");
        } finally {
            DriverManager.deregisterDriver(broken);
        }
    }

    @Test
    void connect_anotherDriversUrl_isNotOurs() throws SQLException {
        Driver driver = new SecretsDriver();

        assertThat(driver.connect("jdbc:fake:db", new Properties())).isNull();
        assertThat(driver.acceptsURL("jdbc:fake:db")).isFalse();
        assertThat(driver.getPropertyInfo("jdbc:fake:db", new Properties())).isEmpty();
    }

    @Test
    void connect_noDriverForTheRest_namesTheArtifact() {
        server.put("prod/mysql", "{\"username\":\"anika\",\"password\":\"hunter2\"}");

        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:secretscache:mysql://h/d?a=b",
                        properties("secret", "prod/mysql", "secretEndpoint", endpoint())))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessage(
                        "No driver on the class path takes the URL jdbc:mysql://h/d; add com.mysql:mysql-connector-j.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl=true|No secret is named; set the property secret (or user)",
                "secret=|No secret is named",
                "secret=prod/db,secretPaswordField=pw|Unknown property secretPaswordField; the driver's own are secret,",
                "secret=prod/db,secretRotationBudget=soon|secretRotationBudget must be a duration such as 30s",
                "secret=prod/db,secretRotationBudget=30|secretRotationBudget must be a duration such as 30s",
                "secret=prod/db,secretRotationBudget=ms|secretRotationBudget must be a duration such as 30s",
                "secret=prod/db,secretRotationBudget=-5s|rotationBudget must be from 1 ms to 1 day",
                "secret=prod/db,secretRotationBudget=0s|rotationBudget must be from 1 ms to 1 day",
                "secret=prod/db,secretEndpoint=http://example.com:80|endpoint must be",
            })
    void connect_badProperties_sayWhatToDo(String given, String problem) {
        Properties properties = properties();
        for (String each : given.split(",")) {
            String[] pair = each.split("=", 2);
            properties.setProperty(pair[0], pair[1]);
        }

        assertThatThrownBy(() -> DriverManager.getConnection(URL, properties))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void getPropertyInfo_anyInput_showsNoPassword() throws SQLException {
        DriverPropertyInfo[] infos = DriverManager.getDriver(URL)
                .getPropertyInfo(
                        URL, properties("secret", "prod/db", "password", "hunter2", "secretRotationBudget", "5s"));

        assertThat(infos)
                .extracting(info -> info.name)
                .contains("secret", "secretPasswordField", "ssl", "keyPassphrase");
        assertThat(infos).extracting(info -> info.name).doesNotContain("user", "password");
        assertThat(infos)
                .extracting(info -> info.value)
                .contains("prod/db", "5s", "true")
                .doesNotContain("hunter2", "also-secret", "from-the-url");
        assertThat(Arrays.stream(infos).filter(info -> info.required).map(info -> info.name))
                .containsExactly("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "500ms", "2m", "PT30S", "1m30s"})
    void connect_budgetInAnyOfTheForms_isTaken(String budget) throws SQLException {
        connect("secret", "prod/db", "secretRotationBudget", budget);

        assertThat(real.urls).hasSize(1);
    }

    @Test
    void getPropertyInfo_driverThatFails_showsOurs() throws SQLException {
        FakeDriver broken = new FakeDriver("jdbc:broken:", login -> null) {
            @Override
            public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
                throw new IllegalArgumentException("cannot read " + url);
            }
        };
        DriverManager.registerDriver(broken);
        try {
            assertThat(new SecretsDriver().getPropertyInfo("jdbc:secretscache:broken:db", null))
                    .extracting(info -> info.name)
                    .contains("secret", "secretEndpoint");
        } finally {
            DriverManager.deregisterDriver(broken);
        }
    }

    private void connect(String... properties) throws SQLException {
        Properties all = properties(properties);
        all.setProperty("secretEndpoint", endpoint());
        DriverManager.getConnection(URL, all);
    }

    /** A driver that only an application's own class loader lists. */
    public static final class ApplicationDriver extends FakeDriver {
        public ApplicationDriver() {
            super("jdbc:application:", login -> null);
        }
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.port();
    }

    private static Properties properties(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }
}
