package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretConnectorTest {
    private static final String LOGIN = "{\"host\":\"%s\",\"username\":\"anika\",\"password\":\"hunter2\"}";

    private final InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create()
            .put("one", LOGIN.formatted("one.example"))
            .put("two", LOGIN.formatted("two.example"));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> asked = new ArrayList<>();
    private final Set<String> refusing = new HashSet<>(Set.of("one.example"));
    private final FakeDriver driver = FakeDriver.open("jdbc:");
    private final ConnectionTarget target = this::open;
    /** How long every look at the time takes. */
    private Duration step = Duration.ofSeconds(3);

    private final RecentRefusals refusals = new RecentRefusals(() -> now.getAndUpdate(time -> time.plus(step)));

    @Test
    void connect_refusedBeforeTheSearchAndAcceptedAtItsEnd_connects() throws SQLException {
        assertThatThrownBy(() -> connect("one")).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        refusing.clear();

        assertThat(connect("one")).isNotNull();
        assertThat(asked).containsExactly("one.example", "one.example");
    }

    @Test
    void connect_sameLoginAtTheDatabaseOfAnotherSecret_isTriedAtOnce() throws SQLException {
        assertThatThrownBy(() -> connect("one")).isInstanceOf(SQLInvalidAuthorizationSpecException.class);

        assertThat(connect("two")).isNotNull();
        assertThat(asked).containsExactly("one.example", "two.example");
    }

    @Test
    void connect_sameLoginAtAnotherHostInTheNewValue_isTriedAtOnce() throws SQLException {
        step = Duration.ZERO;
        ConnectionTarget moving = secret -> {
            secrets.put("one", LOGIN.formatted("two.example"));
            return open(secret);
        };

        assertThat(connector("one").connect(moving)).isNotNull();
        assertThat(asked).containsExactly("one.example", "two.example");
    }

    @Test
    void connect_refusedJustNow_isNotTriedAgain() {
        step = Duration.ZERO;

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> connect("one"))
                    .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                    .hasMessageContaining("the last refusal: no.");
        }

        assertThat(asked).hasSize(1);
    }

    @Test
    void connect_interruptedBeforeTheLastTry_endsWithTheRefusal() {
        assertThatThrownBy(() -> connect("one")).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        refusing.clear();

        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> connect("one")).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(asked).hasSize(1);
    }

    private Connection connect(String secret) throws SQLException {
        return connector(secret).connect(target);
    }

    private SecretConnector connector(String secret) {
        return new SecretConnector(secrets, secret, new SecretShape(Map.of(), ""), refusals);
    }

    private Connection open(DatabaseSecret secret) throws SQLException {
        asked.add(secret.hostAndPort());
        if (refusing.contains(secret.hostAndPort())) {
            throw new SQLException("no", "28P01");
        }
        return driver.connect("jdbc:fake:" + secret.hostAndPort(), null);
    }
}
