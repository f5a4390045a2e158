package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A region is lost, the secret is not. */
@Timeout(60)
class ReplicaTest {
    private static final String OWN = SecretId.DEFAULT_GROUP;
    private final Simulated simulated = new Simulated();

    @BeforeEach
    void replicas() {
        simulated.replicas("eu-west-1", "eu-north-1");
    }

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void get_endpointCannotBeReached_theReplicaAnswersFreshAndIsNamed() {
        simulated.outage(OWN, Reason.CONNECTION_FAILED);

        CachedSecret secret = simulated.read();

        assertThat(secret.asString()).isEqualTo("one");
        assertThat(secret.isStale()).isFalse();
        assertThat(secret.replica()).isEqualTo("eu-west-1");
        assertThat(secret.toString()).contains("eu-west-1");
        assertThat(simulated.cache.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.replica()).isEqualTo("eu-west-1");
            assertThat(entry.lastFailure()).isNull();
        });
        assertThat(simulated.warnings)
                .containsExactly("secrets of group default come from replica region eu-west-1, because its own does not"
                        + " answer");
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "THROTTLED", "SERVICE_FAILED"})
    void get_ownRegionFailsThreeTimes_theReplicaIsAsked(Reason reason) {
        simulated.outage(OWN, reason);
        put("a", "b");
        assertThat(simulated.refusal(DB)).isEqualTo(reason);
        assertThat(simulated.refusal(SecretId.of("a"))).isEqualTo(reason);

        assertThat(simulated.read(SecretId.of("b")).replica()).isEqualTo("eu-west-1");
    }

    @Test
    void get_ownRegionHangs_readsGoToTheReplicaAndOneProbeAtATimeToTheOwn() {
        simulated.latency(OWN, Duration.ofDays(1));
        put("a", "b", "c", "d", "e");
        List.of("a", "b", "c").forEach(name -> simulated.reading(SecretId.of(name)));
        simulated.run(4_000);
        simulated.asked.clear();

        assertThat(simulated.read(SecretId.of("d")).replica()).isEqualTo("eu-west-1");
        simulated.run(2_000);
        assertThat(simulated.read(SecretId.of("e")).replica()).isEqualTo("eu-west-1");
        assertThat(simulated.read(SecretId.of("a")).replica()).isEqualTo("eu-west-1");

        assertThat(simulated.asked)
                .filteredOn(call -> call.startsWith("default "))
                .hasSize(1);
    }

    @Test
    void get_ownRegionAnswersAgain_isTakenBack() {
        simulated.outage(OWN, Reason.SERVICE_FAILED);
        put("a", "b", "c", "d");
        List.of("a", "b", "c").forEach(name -> simulated.reading(SecretId.of(name)));
        simulated.outage(OWN, null);
        simulated.run(10_000);
        assertThat(simulated.read(SecretId.of("d")).replica()).isEqualTo("eu-west-1");

        assertThat(simulated.read(SecretId.of("a")).replica()).isNull();
        assertThat(simulated.warnings).last().isEqualTo("secrets of group default come from its own region again");
    }

    @Test
    void get_definitiveError_noReplicaIsAsked() {
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        simulated.read();
        simulated.outage(OWN, Reason.ACCESS_DENIED);
        simulated.asked.clear();

        assertThat(simulated.refusal(SecretId.of("other"))).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(simulated.asked).containsExactly("default other");
    }

    @Test
    void get_firstReplicaFailsToo_theNextIsAsked() {
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        simulated.outage(OWN + "@eu-west-1", Reason.NOT_FOUND);

        assertThat(simulated.read().replica()).isEqualTo("eu-north-1");
    }

    @Test
    void get_noReplicaAnswers_theOwnRegionsErrorIsToldAndTheOldValueStays() {
        simulated.read();
        simulated.run(TTL);
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        simulated.outage(OWN + "@eu-west-1", Reason.ACCESS_DENIED);
        simulated.outage(OWN + "@eu-north-1", Reason.TIMED_OUT);
        simulated.invoking();

        assertThat(simulated.readText()).isEqualTo("one");
        assertThat(simulated.cache.entries())
                .singleElement()
                .extracting(EntryStatus::lastFailure)
                .isEqualTo(Reason.CONNECTION_FAILED);
    }

    @Test
    void get_replicaTakesLongerThanTheCallHasLeft_endsWithinTheLimit() {
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        simulated.latency(OWN, Duration.ofSeconds(3));
        simulated.latency(OWN + "@eu-west-1", Duration.ofSeconds(3));
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(4_000);

        assertThat(Simulated.refusal(read)).isEqualTo(Reason.CONNECTION_FAILED);
    }

    @Test
    void refreshDue_replicaLagsBehindARotation_theNewerVersionStays() {
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        script("v1", old);
        simulated.read();
        script("v2", old.plusSeconds(60));
        simulated.run(1_000);
        simulated.refreshing(DB);
        assertThat(simulated.readText()).isEqualTo("v2");
        simulated.run(TTL);
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        script("v1", old);
        simulated.invoking();

        assertThat(simulated.readText()).isEqualTo("v2");
        assertThat(simulated.read().isStale()).isTrue();

        script("v3", old.plusSeconds(120));
        simulated.run(60_000);
        simulated.invoking();
        assertThat(simulated.readText()).isEqualTo("v3");
        assertThat(simulated.read().replica()).isEqualTo("eu-west-1");
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "200, 100"})
    void get_ownRegionDeniesWhileAReplicaIsAsked_theDenialHolds(int ownMillis, int replicaMillis) {
        probed();
        simulated.outage(OWN, Reason.ACCESS_DENIED);
        simulated.latency(OWN, Duration.ofMillis(ownMillis));
        simulated.latency(OWN + "@eu-west-1", Duration.ofMillis(replicaMillis));
        simulated.asked.clear();
        simulated.reading(DB);
        simulated.run(200);

        assertThat(simulated.asked).containsExactly("default prod/db", "default@eu-west-1 prod/db");
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void get_deniedByTheOwnRegionBefore_noReplicaBringsItBack() {
        simulated.outage(OWN, Reason.ACCESS_DENIED);
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
        simulated.run(TTL);
        simulated.outage(OWN, Reason.CONNECTION_FAILED);

        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);

        simulated.outage(OWN, null);
        assertThat(simulated.readText()).isEqualTo("one");
    }

    @Test
    void get_ownRegionIsSlowerThanAReplicaButHasANewerVersion_theNewerOneIsKept() {
        probed();
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        simulated.outage(OWN, null);
        simulated.latency(OWN, Duration.ofMillis(200));
        simulated.latency(OWN + "@eu-west-1", Duration.ofMillis(100));
        // The own region is asked first.
        simulated.source.script("prod/db", id -> {
            script("v1", old);
            return version("v2", old.plusSeconds(60));
        });
        simulated.asked.clear();
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(100);
        assertThat(simulated.asked).containsExactly("default prod/db", "default@eu-west-1 prod/db");
        assertThat(Fixture.text(Simulated.answerOf(read))).isEqualTo("v1");
        simulated.run(100);

        assertThat(simulated.readText()).isEqualTo("v2");
        assertThat(simulated.read().replica()).isNull();
    }

    @Test
    void get_callIsGivenUpAndAnotherReplicaIsAsked_readsStillJoinTheFetch() {
        probed();
        simulated.latency(OWN + "@eu-west-1", Duration.ofDays(1));
        simulated.latency(OWN + "@eu-north-1", Duration.ofMillis(50));
        simulated.asked.clear();
        simulated.reading(DB);
        simulated.run(1_050);
        // By the wall clock some time of the call is left when its real time is over.
        simulated.clock.stepBack(Duration.ofSeconds(1));
        simulated.run(2_950);
        CompletableFuture<CachedSecret> read = simulated.reading(DB);
        simulated.run(50);

        assertThat(Simulated.answerOf(read).replica()).isEqualTo("eu-north-1");
        assertThat(simulated.asked)
                .containsOnlyOnce("default@eu-west-1 prod/db")
                .containsOnlyOnce("default@eu-north-1 prod/db");
    }

    @Test
    void get_replicaHadOnlyTheRestOfTheLimit_isNotHeldAgainstIt() {
        put("a", "b", "c");
        simulated.outage(OWN, Reason.CONNECTION_FAILED);
        simulated.latency(OWN, Duration.ofSeconds(3));
        simulated.latency(OWN + "@eu-west-1", Duration.ofSeconds(2));
        List.of("a", "b", "c").forEach(name -> simulated.reading(SecretId.of(name)));
        simulated.run(4_000);

        assertThat(simulated.asked).contains("default@eu-west-1 a", "default@eu-west-1 b", "default@eu-west-1 c");
        assertThat(simulated.cache.groups())
                .filteredOn(group -> group.group().equals("default@eu-west-1"))
                .singleElement()
                .matches(group -> !group.probed());
    }

    /** Makes the own region unanswered, with the next probe due. */
    private void probed() {
        put("a", "b", "c");
        simulated.outage(OWN, Reason.SERVICE_FAILED);
        List.of("a", "b", "c").forEach(name -> simulated.reading(SecretId.of(name)));
        simulated.run(10_000);
    }

    private void script(String version, Instant made) {
        SecretValue value = version(version, made);
        simulated.source.script("prod/db", id -> value);
    }

    private static SecretValue version(String version, Instant made) {
        SecretValue.Description description = SecretValue.Description.of(
                        "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf", "prod/db", version)
                .withCreatedDate(made);
        return SecretValue.ofText(description, version);
    }

    private void put(String... names) {
        List.of(names).forEach(name -> simulated.source.put(name, "x"));
    }
}
