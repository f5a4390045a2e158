package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefreshDueTest {
    private static final SecretId OTHER = SecretId.of("other");

    private final Simulated simulated = new Simulated(builder -> builder.secrets(List.of(ListedSecret.of(DB))));

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void refreshDue_listedSecretNeverFetched_isFetched() {
        due();

        assertThat(simulated.cache.getIfCached(DB)).isNotNull();
    }

    @Test
    void refreshDue_withinTtl_callsNothing() {
        due();
        simulated.run(TTL.minus(MILLI));
        due();

        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void refreshDue_afterTtl_refreshesListedSecretsWhetherReadOrNot() {
        due();
        for (int cycle = 2; cycle < 5; cycle++) {
            simulated.run(TTL);
            due();
            assertThat(simulated.source.calls()).isEqualTo(cycle);
        }
    }

    @Test
    void refreshDue_otherSecrets_areRefreshedOnlyIfReadSinceTheLastTime() {
        simulated.source.put("other", "x");
        simulated.read(OTHER);
        simulated.run(TTL);
        due();
        assertThat(simulated.source.calls("other")).isEqualTo(2);
        simulated.run(TTL);
        due();
        assertThat(simulated.source.calls("other")).isEqualTo(2);

        // The read itself refreshes, and counts for the next time.
        simulated.read(OTHER);
        simulated.read(OTHER);
        assertThat(simulated.source.calls("other")).isEqualTo(3);
        simulated.run(TTL);
        due();
        assertThat(simulated.source.calls("other")).isEqualTo(4);
    }

    @Test
    void refreshDue_failed_isTriedAgainWhenItHasRested() {
        simulated.source.outage(Reason.THROTTLED);
        due();
        due();
        assertThat(simulated.source.calls()).isEqualTo(1);
        simulated.run(Duration.ofMillis(500));
        due();
        assertThat(simulated.source.calls()).isEqualTo(2);
        simulated.source.outage(null);
        simulated.run(Duration.ofSeconds(1));
        due();

        assertThat(simulated.cache.getIfCached(DB)).isNotNull();
    }

    @Test
    void refreshDue_slowSource_waitsUntilTheDeadlineAndTheRefreshGoesOn() {
        simulated.read();
        simulated.run(TTL);
        simulated.source.put("prod/db", "two");
        simulated.latency(Duration.ofSeconds(3));
        CompletableFuture<Void> due = simulated.cache.refreshDue(in(Duration.ofSeconds(2)));
        simulated.run(Duration.ofSeconds(2).minus(MILLI));
        assertThat(due).isNotDone();
        simulated.run(MILLI);
        assertThat(due).isCompleted();
        simulated.run(Duration.ofSeconds(1));

        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void refreshDue_deadlineInThePast_callsNothing() {
        assertThat(simulated.cache.refreshDue(in(Duration.ZERO))).isCompleted();
        assertThat(simulated.cache.refreshDue(Instant.MIN)).isCompleted();

        assertThat(simulated.source.calls()).isZero();
    }

    @Test
    void refreshDue_farDeadline_isDoneWhenTheWorkIs() {
        CompletableFuture<Void> due = simulated.cache.refreshDue(Instant.MAX);
        simulated.run(Duration.ZERO);

        assertThat(due).isCompleted();
        assertThat(simulated.source.calls()).isEqualTo(1);
    }

    @Test
    void refreshDue_oneKeyFails_othersAreRefreshed() {
        simulated.source.put("other", "x");
        simulated.read();
        simulated.read(OTHER);
        simulated.source.fail("other", Reason.ACCESS_DENIED);
        simulated.source.put("prod/db", "two");
        simulated.run(TTL);
        due();

        assertThat(simulated.readText()).isEqualTo("two");
        assertThat(simulated.refusal(OTHER)).isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void entries_tellWhatIsDueWhen() {
        simulated.source.put("other", "x");
        Instant start = simulated.clock.instant();
        simulated.read();
        simulated.refusal(SecretId.of("absent"));

        assertThat(simulated.cache.entries())
                .anySatisfy(entry -> {
                    assertThat(entry.id()).isEqualTo(DB);
                    assertThat(entry.fetchedAt()).isEqualTo(start);
                    assertThat(entry.dueAt()).isEqualTo(start.plus(TTL));
                    assertThat(entry.stale()).isFalse();
                    assertThat(entry.listed()).isTrue();
                    assertThat(entry.lastFailure()).isNull();
                })
                .anySatisfy(entry -> {
                    assertThat(entry.id()).isEqualTo(SecretId.of("absent"));
                    assertThat(entry.versionId()).isNull();
                    assertThat(entry.dueAt()).isNull();
                    assertThat(entry.lastFailure()).isEqualTo(Reason.NOT_FOUND);
                });
        simulated.run(TTL);
        assertThat(simulated.cache.entries())
                .anySatisfy(entry -> assertThat(entry.stale()).isTrue());
    }

    private void due() {
        CompletableFuture<Void> due = simulated.cache.refreshDue(in(Duration.ofSeconds(2)));
        simulated.run(Duration.ZERO);
        assertThat(due).isCompleted();
    }

    private Instant in(Duration duration) {
        return simulated.clock.instant().plus(duration);
    }
}
