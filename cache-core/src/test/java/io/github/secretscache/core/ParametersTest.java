package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParametersTest {
    private final List<SecretId> hundred = IntStream.range(0, 100)
            .mapToObj(i -> SecretId.parameter("/app/p" + i))
            .toList();
    private final Simulated simulated = new Simulated(builder ->
            builder.secrets(hundred.stream().map(ListedSecret::of).toList()).maxConcurrentFetches(8));

    ParametersTest() {
        hundred.forEach(id -> simulated.source.putParameter(id.name(), "SecureString", "value of " + id.name()));
    }

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void warmUp_hundredListed_areTenCalls() {
        assertThat(prefetch()).isEmpty();

        assertThat(simulated.asked).hasSize(10).allMatch("default batch of 10"::equals);
        hundred.forEach(id -> assertThat(text(simulated.read(id))).isEqualTo("value of " + id.name()));
        assertThat(simulated.asked).hasSize(10);
        assertThat(simulated.cache.stats().loads()).isEqualTo(100);
    }

    @Test
    void refresh_dueTogether_areTenCallsAgain() {
        prefetch();
        simulated.source.putParameter("/app/p7", "SecureString", "new");
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        simulated.invoking();

        assertThat(simulated.asked).hasSize(10).allMatch("default batch of 10"::equals);
        assertThat(text(simulated.read(hundred.get(7)))).isEqualTo("new");
    }

    @Test
    void read_withinStaleWhileRevalidate_refreshesInTensWhatElseIsDue() {
        prefetch();
        simulated.run(Fixture.TTL);
        simulated.asked.clear();

        hundred.forEach(
                id -> assertThat(simulated.cache.getIfCached(id).isStale()).isTrue());
        simulated.run(1);

        assertThat(simulated.asked).hasSize(10).allMatch("default batch of 10"::equals);
        assertThat(simulated.cache.getIfCached(hundred.get(99)).isStale()).isFalse();
    }

    @Test
    void warmUp_batchesDenied_areAHundredSingleReadsWithinTheBulkhead() {
        simulated.denyBatches();
        simulated.latency(Duration.ofMillis(50));
        CompletableFuture<?> warmUp = simulated.cache.prefetch(hundred);
        int most = 0;
        for (int i = 0; i < 100 && !warmUp.isDone(); i++) {
            simulated.run(10);
            most = Math.max(
                    most,
                    simulated.cache.groups().stream()
                            .mapToInt(GroupStatus::calls)
                            .sum());
        }

        assertThat(warmUp).isCompleted();
        assertThat(most).isEqualTo(8);
        assertThat(simulated.asked)
                .hasSize(110)
                .filteredOn(call -> call.startsWith("default /app/p"))
                .hasSize(100);
    }

    @Test
    void throttled_batchesBackOffAsBatches_andNothingIsReadByItself() {
        prefetch();
        simulated.run(Fixture.TTL);
        simulated.asked.clear();
        simulated.outage("default batch", Reason.THROTTLED);
        for (int second = 0; second < 60; second++) {
            simulated.invoking();
            simulated.run(1_000);
        }

        // Rests of 0.5, 1, 2, 4, 8, 16 and 30 s, and ten batches after each.
        assertThat(simulated.asked).hasSizeBetween(60, 80).allMatch("default batch of 10"::equals);
        assertThat(simulated.cache.get(hundred.get(0)).isStale()).isTrue();

        simulated.outage("default batch", null);
        simulated.run(30_000);
        simulated.asked.clear();
        simulated.invoking();
        assertThat(simulated.asked).hasSize(10);
        assertThat(simulated.read(hundred.get(99)).isStale()).isFalse();
    }

    @Test
    void batchThatHangs_isNotSplit() {
        simulated.latency(Duration.ofSeconds(10));
        CompletableFuture<Map<SecretId, SecretFetchException>> warmUp =
                simulated.cache.prefetch(hundred.subList(0, 10));
        simulated.run(4_500);

        assertThat(warmUp).isCompleted();
        assertThat(warmUp.join().values()).allMatch(cause -> cause.reason() == Reason.TIMED_OUT);
        assertThat(simulated.asked).containsExactly("default batch of 10");
    }

    @Test
    void parameterAndSecretOfOneName_areTwoEntries() {
        simulated.source.put("/app/p1", "the secret");
        prefetch();

        assertThat(text(simulated.read(SecretId.of("/app/p1")))).isEqualTo("the secret");
        assertThat(text(simulated.read(hundred.get(1)))).isEqualTo("value of /app/p1");
        assertThat(simulated.cache.stats().entries()).isEqualTo(100 + 1);
    }

    @Test
    void decryptedAndNot_versionsAndLabels_areNeverMixedUp() {
        SecretId id = hundred.get(0);
        simulated.source.putParameter(id.name(), "SecureString", "two");
        simulated.source.labelParameter(id.name(), "live", 1);
        prefetch();

        assertThat(text(simulated.read(id.decrypted(false)))).isEqualTo("encrypted");
        assertThat(text(simulated.read(id))).isEqualTo("two");
        assertThat(text(simulated.read(id.atVersion("1")))).isEqualTo("value of /app/p0");
        assertThat(text(simulated.read(id.atStage("live")))).isEqualTo("value of /app/p0");
        assertThat(simulated.refusal(id.atVersion("3"))).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.cache.stats().entries()).isEqualTo(100 + 3);
    }

    @Test
    void nameAndArn_shareAnEntryOnceAReplyHasShownIt() {
        SecretId arn = SecretId.parameter("arn:aws:ssm:eu-west-1:123456789012:parameter/app/p0");

        prefetch();

        assertThat(text(simulated.read(arn))).isEqualTo("value of /app/p0");
        assertThat(simulated.cache.stats().entries()).isEqualTo(100);
    }

    @Test
    void reference_isServedFromTheSecretsOwnEntry() {
        SecretId reference = SecretId.parameter("/aws/reference/secretsmanager/prod/db");
        assertThat(simulated.readText()).isEqualTo("one");
        int calls = simulated.asked.size();

        assertThat(text(simulated.read(reference))).isEqualTo("one");
        assertThat(simulated.cache.getIfCached(reference)).isSameAs(simulated.cache.getIfCached(Fixture.DB));
        assertThat(simulated.asked).hasSize(calls);
        simulated.source.put("prod/db", "two");
        simulated.refreshing(reference);
        assertThat(simulated.readText()).isEqualTo("two");

        SecretId unknown = SecretId.parameter("/aws/reference/secretsmanager/none");
        var failures = simulated.cache.prefetch(List.of(unknown, reference));
        simulated.run(0);
        assertThat(failures.join()).containsOnlyKeys(unknown);
    }

    @Test
    void reference_listed_countsAsTheListedSecret() {
        SecretId reference = SecretId.parameter("/aws/reference/secretsmanager/prod/db");
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(ListedSecret.of(reference))))) {
            own.invoking();

            assertThat(own.cache.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.id()).isEqualTo(Fixture.DB))
                    .matches(EntryStatus::listed);
            assertThat(own.cache.resolve(SecretKind.PARAMETER, reference.name()))
                    .isEqualTo(reference);
        }
    }

    @Test
    void resolve_servedName_isOfItsKindOnly() {
        SecretId parameter = SecretId.parameter("/app/db");
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(
                ListedSecret.of(parameter).servedAs("db"),
                ListedSecret.of(Fixture.DB).servedAs("db"))))) {
            assertThat(own.cache.resolve(SecretKind.PARAMETER, "db")).isEqualTo(parameter);
            assertThat(own.cache.resolve("db")).isEqualTo(Fixture.DB);
            assertThat(own.cache.resolve(SecretKind.PARAMETER, "/x:3"))
                    .isEqualTo(SecretId.parameter("/x").atVersion("3"));
        }
    }

    @Test
    void listener_hearsOfANewVersionOfAParameter() {
        List<String> heard = new ArrayList<>();
        simulated.cache.addListener(
                (id, before, value) -> heard.add(id.name() + " " + before + " " + value.versionId()));
        prefetch();
        simulated.source.putParameter("/app/p3", "SecureString", "new");

        simulated.refreshing(hundred.get(3));
        simulated.run(1);

        assertThat(heard).containsExactly("/app/p3 1 2");
    }

    @Test
    void failure_saysParameter() {
        simulated.latency(Duration.ofSeconds(10));
        CompletableFuture<CachedSecret> read = simulated.reading(hundred.get(0));
        simulated.run(4_500);

        assertThat(Simulated.failure(read)).hasMessageStartingWith("no answer for parameter /app/p0 within");
    }

    private Map<SecretId, SecretFetchException> prefetch() {
        CompletableFuture<Map<SecretId, SecretFetchException>> done = simulated.cache.prefetch(hundred);
        simulated.run(0);
        assertThat(done).isCompleted();
        return done.join();
    }
}
