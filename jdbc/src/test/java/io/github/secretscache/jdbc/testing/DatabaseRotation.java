package io.github.secretscache.jdbc.testing;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Rotates a login in the four steps of Secrets Manager's rotation functions, against a real database. */
public final class DatabaseRotation {
    /** The password that the first user begins with. */
    public static final String FIRST_PASSWORD = "pass-word-0";

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
    private final String first;
    /** The other one, which the rotation of alternating users makes. */
    private final String clone;

    private String user;
    private int rotations;

    public DatabaseRotation(PostgresServer server, Strategy strategy, String user, Versions versions) {
        this.server = server;
        this.strategy = strategy;
        this.first = user;
        this.clone = user + "_clone";
        this.user = user;
        this.versions = versions;
    }

    /** Makes the first user with the first password, as current version. */
    public void begin() throws SQLException {
        server.execute(
                "DROP ROLE IF EXISTS " + first,
                "DROP ROLE IF EXISTS " + clone,
                "CREATE ROLE " + first + " LOGIN PASSWORD '" + password() + "'");
        versions.promote(server.rdsSecret(user, password()));
    }

    /** Rotates once. */
    public void rotate(AfterStep afterStep) throws Exception {
        rotations++;
        if (strategy == Strategy.ALTERNATING_USERS) {
            user = user.equals(first) ? clone : first;
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

    private String password() {
        return "pass-word-" + rotations;
    }

    private void setSecret() throws SQLException {
        String change = user + " LOGIN PASSWORD '" + password() + "'";
        if (user.equals(clone) && rotations == 1) {
            server.execute("CREATE ROLE " + change, "GRANT " + first + " TO " + clone);
        } else {
            server.execute("ALTER ROLE " + change);
        }
    }
}
