package io.github.secretscache.jdbc.testing;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Rotates a login in the four steps of Secrets Manager's rotation functions, against a real database. */
public final class DatabaseRotation {
    /** The user of the secret, and the other one that the rotation of alternating users makes. */
    public static final String USER = "app";

    private static final String CLONE = "app_clone";

    /** How the login changes. */
    public enum Strategy {
        /** The one user gets a new password, and the old one ends at once. */
        SINGLE_USER,
        /** The other of two users gets a new password; the login of before works until the rotation after. */
        ALTERNATING_USERS
    }

    /** The four steps, in order. */
    public enum Step {
        CREATE_SECRET,
        SET_SECRET,
        TEST_SECRET,
        FINISH_SECRET
    }

    /** Where the versions of the secret are. */
    public interface Versions {
        void putPending(String secret);

        /** Makes the pending version the current one. */
        void promote(String secret);
    }

    /** What happens between the steps. */
    public interface AfterStep {
        void run(Step done) throws Exception;
    }

    private final PostgresServer server;
    private final Strategy strategy;
    private final Versions versions;
    private String user = USER;
    private int rotations;

    public DatabaseRotation(PostgresServer server, Strategy strategy, Versions versions) {
        this.server = server;
        this.strategy = strategy;
        this.versions = versions;
    }

    /** Makes the first user with the first password, as current version. */
    public void begin() throws SQLException {
        server.execute(
                "DROP ROLE IF EXISTS " + USER,
                "DROP ROLE IF EXISTS " + CLONE,
                "CREATE ROLE " + USER + " LOGIN PASSWORD '" + password() + "'");
        versions.promote(server.rdsSecret(user, password()));
    }

    /** Rotates once. */
    public void rotate(AfterStep afterStep) throws Exception {
        rotations++;
        if (strategy == Strategy.ALTERNATING_USERS) {
            user = user.equals(USER) ? CLONE : USER;
        }
        String secret = server.rdsSecret(user, password());
        versions.putPending(secret);
        afterStep.run(Step.CREATE_SECRET);
        setSecret();
        afterStep.run(Step.SET_SECRET);
        DriverManager.getConnection(server.url(), user, password()).close();
        afterStep.run(Step.TEST_SECRET);
        versions.promote(secret);
        afterStep.run(Step.FINISH_SECRET);
    }

    /** {@return the password that the latest rotation has set, or that of the beginning} */
    public String password() {
        return "pass-word-" + rotations;
    }

    private void setSecret() throws SQLException {
        String change = user + " LOGIN PASSWORD '" + password() + "'";
        if (user.equals(CLONE) && rotations == 1) {
            server.execute("CREATE ROLE " + change, "GRANT " + USER + " TO " + CLONE);
        } else {
            server.execute("ALTER ROLE " + change);
        }
    }
}
