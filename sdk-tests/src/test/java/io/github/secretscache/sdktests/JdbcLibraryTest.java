package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.jdbc.testing.PostgresServer;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** aws-secretsmanager-jdbc before a real PostgreSQL: a secret is a login, and it is known by the user logged in. */
class JdbcLibraryTest extends SdkClientContract {
    private final PostgresServer postgres = PostgresServer.start();
    private int passwords;

    /** Each read asks for a description first, and one that is asked for a second later is asked upstream. */
    @Override
    int mostCallsForThreeReads() {
        return 3;
    }

    @Override
    ClientProcess start(Map<String, String> environment) {
        return ClientProcess.java(
                JdbcLibraryProgram.class, jar -> !jar.startsWith("url-connection-client"), environment);
    }

    /** The password of before ends at once, so that only the newest secret logs in. */
    @Override
    String secretOf(String word) throws SQLException {
        String password = "password-" + ++passwords;
        postgres.execute(
                "DROP ROLE IF EXISTS first",
                "DROP ROLE IF EXISTS second",
                "CREATE ROLE " + word + " LOGIN PASSWORD '" + password + "'");
        return postgres.rdsSecret(word, password);
    }

    @Test
    void loginThatIsRefusedAfterARotation_isTriedAgainWithTheNewSecret() throws SQLException {
        assertThat(ask("get")).isEqualTo("value first");
        cache.service.putSecretValue(secret(), secretOf("second"));

        assertThat(ask("again")).isEqualTo("value second");
    }

    @AfterAll
    void stop() {
        postgres.close();
    }
}
