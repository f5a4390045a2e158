package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {
    private static final RecentRefusals.Login LOGIN = login("hunter2");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final RecentRefusals refusals = new RecentRefusals(() -> now);

    @Test
    void check_loginRefusedJustNow_throwsACopyOfTheAnswer() {
        SQLException answer = new SQLException("no", "28000", 1045);
        refusals.add(LOGIN, answer);

        assertThatThrownBy(() -> refusals.check(LOGIN))
                .isNotSameAs(answer)
                .hasMessage("no")
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("28000");
                    assertThat(e.getErrorCode()).isEqualTo(1045);
                });
    }

    @Test
    void check_another_isFree() {
        refusals.add(LOGIN, new SQLException("no", "28P01"));

        assertThatCode(() -> refusals.check(login("hunter3"))).doesNotThrowAnyException();
    }

    @Test
    void check_refusedAWhileAgo_isFreeAgain() {
        refusals.add(LOGIN, new SQLException("no", "28P01"));

        now = now.plus(RecentRefusals.LASTS).minusMillis(1);
        assertThatThrownBy(() -> refusals.check(LOGIN)).isInstanceOf(SQLException.class);
        now = now.plusMillis(1);
        assertThatCode(() -> refusals.check(LOGIN)).doesNotThrowAnyException();
    }

    @Test
    void check_clockSetBack_isFreeAgain() {
        refusals.add(LOGIN, new SQLException("no", "28P01"));

        now = now.minusSeconds(3600);

        assertThatCode(() -> refusals.check(LOGIN)).doesNotThrowAnyException();
    }

    @Test
    void check_whatWasRefusedAWhileAgo_isForgotten() throws SQLException {
        WeakReference<SQLException> answer = new WeakReference<>(new SQLException("no", "28P01"));
        refusals.add(LOGIN, answer.get());

        now = now.plus(RecentRefusals.LASTS);
        refusals.check(login("hunter3"));

        for (int i = 0; i < 100 && !answer.refersTo(null); i++) {
            System.gc();
        }
        assertThat(answer.refersTo(null)).isTrue();
    }

    private static RecentRefusals.Login login(String password) {
        ConnectionTarget target = new UrlTarget(new JdbcUrl("postgresql", "//h/d", ""), null, new Properties());
        return new RecentRefusals.Login(target, List.of(), "anika", password);
    }
}
