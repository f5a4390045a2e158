package io.github.secretscache.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logins that a database has just refused. All threads leave them out for a while, because repeated wrong passwords lock
 * accounts. Thread-safe.
 */
final class RecentRefusals {
    /** About as long as the middle of a rotation; shorter than a search for a newer login. */
    static final Duration LASTS = Duration.ofSeconds(5);

    /**
     * Who logs in where. {@link #toString} shows no login.
     *
     * @param place where the database is, if the secret says so
     */
    record Login(ConnectionTarget target, List<String> place, String username, String password) {
        static Login of(ConnectionTarget target, DatabaseSecret secret) {
            return new Login(target, secret.place(), secret.username(), secret.password());
        }

        @Override
        public String toString() {
            return "Login[target=" + target + "]";
        }
    }

    private record Refusal(SQLException answer, long millis) {}

    private final Map<Login, Refusal> refusals = new ConcurrentHashMap<>();
    private final InstantSource clock;

    RecentRefusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Throws the database's answer of before if it has just refused the login. */
    void check(Login login) throws SQLException {
        forgetOld();
        Refusal refusal = refusals.get(login);
        if (refusal != null) {
            throw ConnectionFailures.copyOf(refusal.answer, String.valueOf(refusal.answer.getMessage()));
        }
    }

    void add(Login login, SQLException answer) {
        forgetOld();
        refusals.put(login, new Refusal(answer, clock.millis()));
    }

    private void forgetOld() {
        refusals.values().removeIf(refusal -> !isRecent(refusal));
    }

    private boolean isRecent(Refusal refusal) {
        long age = clock.millis() - refusal.millis;
        return age >= 0 && age < LASTS.toMillis(); // less than 0 if the clock was set back
    }
}
