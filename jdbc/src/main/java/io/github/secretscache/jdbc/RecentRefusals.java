package io.github.secretscache.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logins that a database has just refused. All threads leave them out for a while, because repeated wrong passwords lock
 * accounts. Thread-safe.
 */
final class RecentRefusals {
    /** About as long as the middle of a rotation; shorter than a search for a newer login. */
    static final Duration LASTS = Duration.ofSeconds(5);

    /** With the secret's name, because the secret may say where the database is. {@link #toString} shows no login. */
    record Login(ConnectionTarget target, String secretName, String username, String password) {
        @Override
        public String toString() {
            return "Login[target=" + target + ", secret=" + secretName + "]";
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
        Refusal refusal = refusals.get(login);
        if (refusal != null && isRecent(refusal)) {
            throw ConnectionFailures.copyOf(refusal.answer, String.valueOf(refusal.answer.getMessage()));
        }
    }

    void add(Login login, SQLException answer) {
        refusals.values().removeIf(refusal -> !isRecent(refusal));
        refusals.put(login, new Refusal(answer, clock.millis()));
    }

    private boolean isRecent(Refusal refusal) {
        long age = clock.millis() - refusal.millis;
        return age >= 0 && age < LASTS.toMillis(); // less than 0 if the clock was set back
    }
}
