package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** useSecret against a database whose password is really changed under it. */
@Timeout(60)
class SecretRotationTest {
    private static final Predicate<Exception> REFUSED =
            e -> e instanceof SQLException sql && "28000".equals(sql.getSQLState());

    private final FakeClock clock = new FakeClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> tried = new ArrayList<>();
    private final JdbcDataSource database = new JdbcDataSource();
    private Runnable duringPause = () -> {};
    private Connection admin;

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    record Login(String username, String password) {}

    @BeforeEach
    void start() throws SQLException {
        database.setURL("jdbc:h2:mem:rotation");
        admin = database.getConnection("sa", "");
        execute("CREATE USER app PASSWORD 'one'");
        current("v1", "one");
    }

    @AfterEach
    void stop() throws SQLException {
        admin.close(); // the last connection; the database ends with it
    }

    @Test
    void useSecret_passwordThatFits_runsOnceAndAsksOnce() throws SQLException {
        assertThat(logIn(client().build())).isEqualTo("APP");

        assertThat(tried).containsExactly("one");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void useSecret_rotatedWhileTheOldValueIsKept_refreshesAndRunsAgain() throws SQLException {
        SecretsCacheClient client = client().build();
        logIn(client);
        execute("ALTER USER app SET PASSWORD 'two'");
        current("v2", "two");

        assertThat(logIn(client)).isEqualTo("APP");

        assertThat(tried).containsExactly("one", "one", "two");
        assertThat(pauses).isEmpty();
        assertThat(server.asked()).hasSize(2);
        assertThat(logIn(client)).isEqualTo("APP");
        assertThat(tried).endsWith("two", "two");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void useSecret_passwordChangedBeforeTheSecret_waitsUntilItIsCurrent() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'two'");
        duringPause = () -> {
            if (pauses.size() == 3) {
                current("v2", "two");
            }
        };

        assertThat(logIn(client().build())).isEqualTo("APP");

        assertThat(tried).containsExactly("one", "two");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void useSecret_pendingStageAskedFor_bridgesTheWindowAtOnce() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'two'");
        stage("AWSPENDING", "v2", "two");

        assertThat(logIn(client().rotationStages("AWSPENDING", "AWSPREVIOUS").build()))
                .isEqualTo("APP");

        assertThat(tried).containsExactly("one", "two");
        assertThat(pauses).isEmpty();
    }

    @Test
    void useSecret_previousStageAskedFor_bridgesADatabaseThatLagsBehind() throws SQLException {
        current("v2", "two");
        stage("AWSPREVIOUS", "v1", "one");

        assertThat(logIn(client().rotationStages("AWSPENDING", "AWSPREVIOUS").build()))
                .isEqualTo("APP");

        assertThat(tried).containsExactly("two", "one");
    }

    @Test
    void useSecret_nothingFits_throwsTheRefusalAfterTheBudgetWithoutRepeatingAValue() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'lost'");
        stage("AWSPREVIOUS", "v0", "zero");
        long before = clock.millis();
        SecretsCacheClient client = client().rotationBudget(Duration.ofSeconds(20))
                .rotationStages("AWSPREVIOUS")
                .build();

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> logIn(client))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28000"));

        assertThat(tried).containsExactly("one", "zero");
        assertThat(clock.millis() - before).isBetween(15_000L, 20_000L);
    }

    @Test
    void useSecret_otherFailure_isThrownAtOnceUntouched() {
        SQLException mine = new SQLException("disk full", "53100");

        assertThatThrownBy(() -> client().build()
                        .useSecret(
                                "db",
                                Login.class,
                                login -> {
                                    throw mine;
                                },
                                REFUSED))
                .isSameAs(mine);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void useSecret_otherFailureOfTheSecondRun_isThrownAtOnce() throws SQLException {
        current("v2", "two");
        server.answer("/cache/db", StubFrontend.secret("v1", json("one")));
        SQLException mine = new SQLException("disk full", "53100");

        assertThatThrownBy(() -> client().build()
                        .useSecret(
                                "db",
                                Login.class,
                                login -> {
                                    throw login.password().equals("one") ? new SQLException("no", "28000") : mine;
                                },
                                REFUSED))
                .isSameAs(mine);
    }

    @Test
    void useSecret_secretDeletedMeanwhile_stopsAndTellsWhy() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'lost'");
        server.answer("/cache/db?refreshNow=true", StubFrontend.problem(404, "secret-not-found", "gone"));

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> logIn(client().build()))
                .satisfies(
                        e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(SecretNotFoundException.class));
        assertThat(pauses).isEmpty();
    }

    @Test
    void useSecret_newValueThatDoesNotFit_tellsWhy() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'two'");
        server.answer("/cache/db?refreshNow=true", StubFrontend.secret("v2", "two"));

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> logIn(client().build()))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .asString()
                        .contains("\"db\" (version v2) is not valid JSON"));
    }

    @Test
    void useSecret_serverDownForAMoment_keepsLooking() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'two'");
        server.answer("/cache/db?refreshNow=true", StubFrontend.problem(503, "throttled", "slow down"));
        duringPause = () -> current("v2", "two");

        assertThat(logIn(client().build())).isEqualTo("APP");

        assertThat(pauses).hasSize(1);
    }

    @Test
    void useSecret_firstReadFails_isTheExceptionOfTheRead() {
        assertThatThrownBy(() -> client().build().useSecret("nope", Login.class, login -> "", REFUSED))
                .isInstanceOf(SecretNotFoundException.class);
    }

    @Test
    void useSecret_actionThatMayReturnNull_isAllowed() {
        String nothing = client().build().useSecret("db", Login.class, login -> null, e -> false);

        assertThat(nothing).isNull();
    }

    @Test
    void useSecret_ofAnyOtherClient_looksOnceWithoutWaiting() throws SQLException {
        execute("ALTER USER app SET PASSWORD 'two'");
        SecretsCacheClient fake = new SecretsCacheClient() {
            @Override
            public Secret get(String name) {
                return Secret.of(name, json("one"));
            }

            @Override
            public Secret refresh(String name) {
                return Secret.of(name, json("two"));
            }

            @Override
            public Secret getVersion(String name, String versionStage) {
                throw new AssertionError("not asked for");
            }
        };

        assertThat(logIn(fake)).isEqualTo("APP");
    }

    private String logIn(SecretsCacheClient client) throws SQLException {
        return client.useSecret("db", Login.class, this::user, REFUSED);
    }

    private String user(Login login) throws SQLException {
        tried.add(login.password());
        try (Connection connection = database.getConnection(login.username(), login.password())) {
            return connection.getMetaData().getUserName();
        }
    }

    private SecretsCacheClientBuilder client() {
        return server.client().clock(clock).pause(duration -> {
            pauses.add(duration);
            clock.advance(duration);
            duringPause.run();
        });
    }

    private void current(String version, String password) {
        server.answer("/cache/db", StubFrontend.secret(version, json(password)));
        server.answer("/cache/db?refreshNow=true", StubFrontend.secret(version, json(password)));
    }

    private void stage(String stage, String version, String password) {
        server.answer(
                "/cache/db?versionStage=" + stage + "&refreshNow=true", StubFrontend.secret(version, json(password)));
    }

    private static String json(String password) {
        return "{\"username\":\"app\",\"password\":\"" + password + "\"}";
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }
}
