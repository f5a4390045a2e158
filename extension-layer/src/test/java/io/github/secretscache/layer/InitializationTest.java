package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where Lambda makes or drives the environment differently. */
class InitializationTest extends ExtensionFixture {
    @Test
    void secretWithAShortTtl_isServedStaleForATenthOfIt() throws Exception {
        source.put("a", "value of a");
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, "SecretManagers:\n  - secrets:\n      - { name: a, ttl: 10s }\n");
        environment.put("SECRETS_CACHE_CONFIG", file.toString());
        CompletableFuture<Integer> status = startAndWait();
        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        source.put("a", "rotated");

        clock.advance(Duration.ofSeconds(12));

        assertThat(get("/cache/a")).as("not a tenth of the default ttl").isEqualTo("200 rotated");
        assertEndsWell(status);
    }

    @Test
    void snapStart_fetchesNothingBeforeTheFirstInvocation() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        list("a", "b");
        CompletableFuture<Integer> status = start();
        assertThat(api.call().body()).contains("INVOKE");
        api.await("event/next");
        assertThat(source.calls()).as("no secret in the snapshot").isZero();

        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(source.calls("a")).isEqualTo(1);
        assertThat(source.calls("b")).isEqualTo(1);
        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        assertThat(source.calls("a")).isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void snapStart_readThatIsFasterThanTheFirstInvokeEvent_fetches() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(source.calls("a")).as("the warm-up takes what is there").isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void snapStart_valueReadBeforeTheSnapshot_isExpiredByTheJumpOfTheClock() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        source.put("a", "rotated");

        clock.advance(Duration.ofDays(14));

        assertThat(get("/cache/a")).as("before any INVOKE event").isEqualTo("200 rotated");
        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");
        assertThat(source.calls("a")).isEqualTo(2);
        assertEndsWell(status);
    }

    @Test
    void snapStart_copiesOfOneSnapshot_drawTheirOwnJitter() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        environment.put("CACHE_TIMEOUT", "525600");
        list("a", "b");
        CompletableFuture<Integer> status = startAndWait();
        String inTheSnapshot = header("/cache/a", "Cache-Control");

        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(header("/cache/b", "Cache-Control"))
                .as("fetched after the restore, its ttl shortened by one of three million seconds")
                .isNotEqualTo(inTheSnapshot);
        assertEndsWell(status);
    }

    @Test
    void snapStart_requiredSecretThatFails_isLoggedAtTheFirstInvocation() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        config("SecretManagers: [{ secrets: [{ name: gone, required: true }] }]");
        CompletableFuture<Integer> status = startAndWait();

        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(log()).containsOnlyOnce("WARN secret gone was not fetched at start");
        assertEndsWell(status);
    }

    @Test
    void managedInstances_registerForShutdownOnly_andRefreshByTheClock() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances");

        assertRefreshedByTheClock();
    }

    @Test
    void eventsShutdown_registerForShutdownOnly_andRefreshByTheClock() throws Exception {
        environment.put("SECRETS_CACHE_EVENTS", "SHUTDOWN");

        assertRefreshedByTheClock();
    }

    private void assertRefreshedByTheClock() throws Exception {
        list("a");
        CompletableFuture<Integer> status = start();
        assertThat(api.call().body()).isEqualTo("{\"events\":[\"SHUTDOWN\"]}");
        api.await("event/next");
        assertThat(source.calls()).isEqualTo(1);
        source.gate().close();

        clock.advance(Duration.ofMinutes(11));

        source.gate().awaitHeld(1);
        source.gate().open();
        assertEndsWell(status);
        assertThat(log()).contains("started for my-function without INVOKE events;");
    }

    @Test
    void snapStart_withoutInvokeEvents_fetchesOnReadsAlone() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        environment.put("SECRETS_CACHE_EVENTS", "SHUTDOWN");
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        assertThat(source.calls()).isZero();

        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        clock.advance(Duration.ofMinutes(11));
        source.put("a", "rotated");
        assertThat(get("/cache/a")).isEqualTo("200 rotated");
        assertEndsWell(status);
    }

    @Test
    void provisionedConcurrency_isWarmedUpAtInitLikeAnyOther() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency");
        list("a");
        CompletableFuture<Integer> status = start();
        assertThat(api.call().body()).isEqualTo("{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
        api.await("event/next");

        assertThat(source.calls()).isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void clockJumpsForward_expiresWhatIsTooOldForAnOutageToo() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        clock.advance(Duration.ofMinutes(30));
        source.outage(Reason.CONNECTION_FAILED);
        assertThat(get("/cache/a")).as("within staleIfError").isEqualTo("200 value of a");
        clock.advance(Duration.ofHours(2));

        assertThat(get("/cache/a")).startsWith("502 ");
        assertEndsWell(status);
    }

    @Test
    void clockStepsBack_neitherFreezesNorResurrects() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        clock.stepBack(Duration.ofDays(1));
        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        clock.advance(Duration.ofMinutes(11));
        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(source.calls()).as("refreshed after a ttl by the new clock").isEqualTo(2);
        assertEndsWell(status);
    }
}
