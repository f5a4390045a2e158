package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.github.secretscache.jdbc.testing.DatabaseRotation;
import io.github.secretscache.jdbc.testing.DatabaseRotation.Step;
import io.github.secretscache.jdbc.testing.DatabaseRotation.Strategy;
import io.github.secretscache.jdbc.testing.PostgresServer;
import io.github.secretscache.jdbc.testing.QueryLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Pools on a real PostgreSQL whose passwords are rotated under load. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RotationIT {
    private static final String SECRET = "prod/db";
    private static final AtomicInteger USERS = new AtomicInteger();

    private static PostgresServer postgres;
    /** Of each test: the driver remembers for seconds that a database has refused a login. */
    private final String user = "app" + USERS.incrementAndGet();

    private SecretsCacheTestServer secrets;

    @BeforeAll
    static void startDatabase() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopDatabase() {
        postgres.close();
    }

    @BeforeEach
    void startSecrets() {
        secrets = SecretsCacheTestServer.create();
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_USER,", "SINGLE_USER,'AWSPENDING,AWSPREVIOUS'", "ALTERNATING_USERS,"})
    void pool_rotatedTwiceUnderLoad_noRequestFails(Strategy strategy, String stages) throws Exception {
        DatabaseRotation rotation = rotation(strategy);
        rotation.begin();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:secretscache:postgresql:");
        config.addDataSourceProperty("secret", SECRET);
        config.addDataSourceProperty("secretEndpoint", endpoint());
        config.addDataSourceProperty("secretRotationBudget", "20s");
        if (stages != null) {
            config.addDataSourceProperty("secretRotationStages", stages);
        }
        try (HikariDataSource pool = new HikariDataSource(config);
                QueryLoad load = QueryLoad.start(pool, 4)) {
            for (int i = 0; i < 2; i++) {
                rotation.rotate(step -> {
                    int before = secrets.reads(SECRET);
                    boolean isLockedOut = stages == null
                            && strategy == Strategy.SINGLE_USER
                            && (step == Step.SET_SECRET || step == Step.TEST_SECRET);
                    pool.getHikariPoolMXBean().softEvictConnections();
                    if (step == Step.SET_SECRET && strategy == Strategy.SINGLE_USER) {
                        QueryLoad.await(
                                () -> secrets.reads(SECRET) > before); // new connections meet the changed password
                    }
                    if (!isLockedOut) {
                        load.awaitQueries(40);
                    }
                });
            }
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void fixedPassword_rotatedOnce_poolFails() throws Exception {
        DatabaseRotation rotation = rotation(Strategy.SINGLE_USER);
        rotation.begin();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.url());
        config.setUsername(user);
        config.setPassword(DatabaseRotation.FIRST_PASSWORD);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config);
                QueryLoad load = QueryLoad.start(pool, 4)) {
            rotation.rotate(step -> {});
            QueryLoad.await(() -> {
                // Again and again, for the pool may be opening one with the password of before.
                pool.getHikariPoolMXBean().softEvictConnections();
                return !load.failures().isEmpty();
            });
        }
    }

    @Test
    void dataSource_aroundPgDataSource_followsTheRotation() throws Exception {
        DatabaseRotation rotation = rotation(Strategy.SINGLE_USER);
        rotation.begin();
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(postgres.url());
        SecretsDataSource source = SecretsDataSource.builder(SECRET)
                .dataSource(plain)
                .client(secrets.client())
                .build();
        assertThat(user(source)).isEqualTo(user);

        rotation.rotate(step -> {});

        assertThat(user(source)).isEqualTo(user);
    }

    /** As a pool does whose every thread opens its connection itself. */
    @ParameterizedTest
    @ValueSource(strings = {"AWSPENDING", ""})
    void dataSource_manyThreadsBetweenTheSteps_meetTheChangedPasswordOnceEachAtMost(String stage) throws Exception {
        int threads = 16;
        int connectionsOfEach = 5;
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(postgres.url());
        SecretsDataSource source = SecretsDataSource.builder(SECRET)
                .dataSource(plain)
                .client(secrets.clientBuilder()
                        .rotationStages(stage.isEmpty() ? new String[0] : new String[] {stage})
                        .build())
                .build();
        DatabaseRotation rotation = rotation(Strategy.SINGLE_USER);
        rotation.begin();
        assertThat(user(source)).isEqualTo(user);
        List<Future<Integer>> opened = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);

        rotation.rotate(step -> {
            if (step == Step.SET_SECRET) {
                int before = secrets.reads(SECRET);
                for (int i = 0; i < threads; i++) {
                    opened.add(executor.submit(() -> open(source, connectionsOfEach)));
                }
                QueryLoad.await(() -> secrets.reads(SECRET) >= before + threads);
            }
        });

        for (Future<Integer> each : opened) {
            assertThat(each.get()).isEqualTo(connectionsOfEach);
        }
        executor.shutdown();
        assertThat(postgres.refusedLogins(user)).isBetween(1L, (long) threads);
    }

    @Test
    void driver_loginForbidden_isRefusedOnceInFiveSeconds() throws Exception {
        rotation(Strategy.SINGLE_USER).begin();
        postgres.execute("ALTER ROLE " + user + " NOLOGIN");
        Properties properties = new Properties();
        properties.setProperty("user", SECRET);
        properties.setProperty("secretEndpoint", endpoint());
        properties.setProperty("secretRotationBudget", "1ms");

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> DriverManager.getConnection("jdbc:secretscache:postgresql:", properties))
                    .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                    .hasMessageContaining("is not permitted to log in")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("28000");
        }

        assertThat(postgres.logged("role \"" + user + "\" is not permitted to log in"))
                .isBetween(1L, 10L); // once, if the machine has time for all within five seconds
    }

    @Test
    void driver_refusedForGood_throwsTheDatabasesOwnStateWithoutAPassword() throws Exception {
        rotation(Strategy.SINGLE_USER).begin();
        secrets.put(SECRET, postgres.rdsSecret(user, "never-was-one"));
        Properties properties = new Properties();
        properties.setProperty("user", SECRET);
        properties.setProperty("secretEndpoint", endpoint());
        properties.setProperty("secretRotationBudget", "1ms");

        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:secretscache:postgresql:", properties))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining("refused the login of secret \"prod/db\"")
                .hasMessageNotContaining("never-was-one")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("28P01");
    }

    @Test
    void readmeSample_compiledAndRun_connects(@TempDir Path folder) throws Exception {
        rotation(Strategy.SINGLE_USER).begin();
        Path source = Files.writeString(folder.resolve("Orders.java"), readmeSample());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(
                java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), source.toString());
        command.environment().put("SECRETS_CACHE_PORT", Integer.toString(secrets.port()));

        Process process = command.redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("connected as " + user + "\n");
    }

    private DatabaseRotation rotation(Strategy strategy) {
        return new DatabaseRotation(postgres, strategy, user, new DatabaseRotation.Versions() {
            @Override
            public void putPending(String secret) {
                secrets.putAt("AWSPENDING", SECRET, secret);
            }

            @Override
            public void promote(String secret) {
                secrets.put(SECRET, secret);
            }
        });
    }

    private String endpoint() {
        return "http://127.0.0.1:" + secrets.port();
    }

    private static int open(DataSource source, int connections) throws SQLException {
        int opened = 0;
        for (int i = 0; i < connections; i++) {
            source.getConnection().close();
            opened++;
        }
        return opened;
    }

    private static String user(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT current_user")) {
            result.next();
            return result.getString(1);
        }
    }

    private static String readmeSample() throws IOException {
        Matcher sample = Pattern.compile("<!-- sample: jdbc -->\\s+```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(sample.find()).isTrue();
        return sample.group(1);
    }
}
