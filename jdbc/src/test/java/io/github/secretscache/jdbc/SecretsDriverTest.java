package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void connect_nameThatNoSecretCanHave_isAnSqlException() {
        assertThatThrownBy(() -> connect("secret", "x".repeat(2_049)))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("1 to 2048 characters");
    }

    @Test
    void connect_driverThrowsWhatItMayNot_isAnSqlExceptionWithoutItsMessage() throws SQLException {
        FakeDriver broken = new FakeDriver("jdbc:broken:", login -> {
            throw new IllegalStateException("cannot use " + login);
        });
        DriverManager.registerDriver(broken);
        try {
            assertThatThrownBy(() -> DriverManager.getConnection(
                            "jdbc:secretscache:broken:db",
                            properties("secret", "prod/db", "secretEndpoint", endpoint())))
                    .isInstanceOf(SQLNonTransientConnectionException.class)
                    .hasMessageContaining("java.lang.IllegalStateException")
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

    private void connect(String... properties) throws SQLException {
        Properties all = properties(properties);
        all.setProperty("secretEndpoint", endpoint());
        DriverManager.getConnection(URL, all);
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
