package io.github.secretscache.layer;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.layer.config.Environment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The life of the extension. */
class ExtensionTest extends ExtensionFixture {
    @Test
    void init_fetchesListedSecretsBeforeTheFirstNext_andServesThem() throws Exception {
        list("secret_now", "prod/db");

        CompletableFuture<Integer> status = startAndWait();

        assertThat(source.calls("secret_now")).isEqualTo(1);
        assertThat(source.calls("prod/db")).isEqualTo(1);
        assertThat(get("/cache/secret_now")).isEqualTo("200 value of secret_now");
        assertEndsWell(status);
        assertThat(log()).contains("2 listed secrets: secret_now, prod/db");
    }

    @Test
    void init_secretThatCannotBeFetched_isOneLineAndNoObstacle() throws Exception {
        list("typo", "good");
        source.delete("typo");

        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/good")).isEqualTo("200 value of good");
        assertThat(get("/cache/typo")).startsWith("404 ");
        assertThat(log())
                .containsOnlyOnce(
                        "[secrets-cache] WARN secret typo was not fetched at start and is tried again when it is"
                                + " read: secret typo: NOT_FOUND (scripted)\n");
        assertEndsWell(status);
    }

    @Test
    void init_warmUpThatTakesTooLong_goesOnBehindTheFirstNext() throws Exception {
        source.gate().close();
        environment.put("SECRETS_CACHE_WARM_UP_TIMEOUT", "0");
        list("slow");

        CompletableFuture<Integer> status = startAndWait();
        source.gate().awaitHeld(1);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> get("/cache/slow"), OWN_THREAD);
        source.gate().open();

        assertThat(read.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("200 value of slow");
        assertThat(source.calls()).as("the read joins the fetch").isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void init_requiredSecretThatCannotBeFetched_fails() throws Exception {
        source.put("good", "x");
        config("SecretManagers: [{ secrets: [good, { name: gone, required: true }] }]");

        CompletableFuture<Integer> status = start();

        api.await("register");
        FakeExtensionsApi.Call error = api.call();
        assertThat(error.name()).isEqualTo("init/error");
        assertThat(error.header()).isEqualTo("Extension.RequiredSecretUnavailable");
        assertThat(error.body()).contains("gone");
        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(api.pending()).isEmpty();
        assertThat(log())
                .contains("[secrets-cache] ERROR secret gone is required and could not be fetched: secret gone:"
                        + " NOT_FOUND (scripted)\n");
    }

    @Test
    void init_requiredSecretThatIsRefused_failsAtOnce_andSaysItOnce_whateverElseHangs() throws Exception {
        source.put("slow", "x");
        CompletableFuture<Void> held = new CompletableFuture<>();
        source.script("slow", id -> {
            held.join();
            source.recover("slow");
            return source.fetch(id);
        });
        config("SecretManagers: [{ secrets: [{ name: gone, required: true }] },"
                + " { region: eu-west-1, secrets: [slow] }]");

        CompletableFuture<Integer> status = start();

        api.await("register");
        assertThat(api.call().header()).isEqualTo("Extension.RequiredSecretUnavailable");
        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        held.complete(null);
        assertThat(log().lines().filter(line -> line.contains("gone: NOT_FOUND")))
                .hasSize(1);
    }

    @Test
    void init_requiredSecretThatIsThrottledAtFirst_isTriedAgain() throws Exception {
        AtomicInteger left = new AtomicInteger(4);
        source.put("must", "x");
        source.script("must", id -> {
            if (left.getAndDecrement() > 0) {
                throw new SecretFetchException(Reason.THROTTLED, "secret must: throttled", null);
            }
            source.recover("must");
            return source.fetch(id);
        });
        config("SecretManagers: [{ secrets: [{ name: must, required: true }] }]");

        CompletableFuture<Integer> status = start();

        api.await("register");
        api.await("event/next");
        assertThat(get("/cache/must")).isEqualTo("200 x");
        assertEndsWell(status);
        assertThat(log()).doesNotContain("throttled");
    }

    @Test
    void init_requiredSecretThatStaysThrottled_failsWhenTheTimeIsOver_withItsReason() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        source.script("must", id -> {
            calls.incrementAndGet();
            clock.advance(Duration.ofSeconds(2));
            throw new SecretFetchException(Reason.THROTTLED, "secret must: throttled", null);
        });
        config("SecretManagers: [{ secrets: [{ name: must, required: true }] }]");

        CompletableFuture<Integer> status = start();

        api.await("register");
        assertThat(api.call().header()).isEqualTo("Extension.RequiredSecretUnavailable");
        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(calls.get()).as("within 8 s of its clock").isBetween(3, 4);
        assertThat(log().lines().filter(line -> line.contains("throttled"))).hasSize(1);
    }

    @Test
    void init_requiredSecret_isWaitedForBeyondTheWarmUpTime() throws Exception {
        source.put("must", "x");
        source.gate().close();
        environment.put("SECRETS_CACHE_WARM_UP_TIMEOUT", "0");
        config("SecretManagers: [{ secrets: [{ name: must, required: true }] }]");

        CompletableFuture<Integer> status = start();
        api.await("register");
        source.gate().awaitHeld(1);
        assertThat(api.pending()).isEmpty();
        source.gate().open();

        assertThat(api.call().name()).isEqualTo("event/next");
        assertEndsWell(status);
    }

    @Test
    void invoke_nothingDue_isNextAtOnce() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(source.calls()).isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void invoke_refreshesWhatIsDueBeforeNext() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        clock.advance(Duration.ofMinutes(11));
        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");

        assertThat(source.calls()).isEqualTo(2);
        assertEndsWell(status);
    }

    @Test
    void invoke_refreshThatHangs_isNotWaitedForBeyondTheDeadline() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        source.gate().close();
        clock.advance(Duration.ofMinutes(11));
        api.invoke(clock.instant().plusMillis(600));
        source.gate().awaitHeld(1);
        api.await("event/next");

        source.gate().open();
        assertEndsWell(status);
    }

    @Test
    void invoke_withNoTimeLeft_refreshesNothing() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();

        clock.advance(Duration.ofMinutes(11));
        api.invoke(clock.instant().plusMillis(400));
        api.await("event/next");

        assertThat(source.calls()).isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void metrics_areLoggedWithinAnInvocation_whenTheIntervalIsOver() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        for (int i = 0; i < 2; i++) {
            clock.advance(Duration.ofMinutes(4));
            api.invoke(clock.instant().plusSeconds(30));
            api.await("event/next");
        }

        assertThat(log().lines().filter(line -> line.startsWith("{\"_aws\":")))
                .singleElement()
                .asString()
                .contains("\"FunctionName\":\"my-function\"", "\"Loads\":1")
                .doesNotContain("ShutdownReason");
        assertEndsWell(status);
    }

    @Test
    void happyPath_isOneLineAtStartAndOneAtShutdown() throws Exception {
        environment.put("SECRETS_CACHE_METRICS_INTERVAL", "0");
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(11));
            api.invoke(clock.instant().plusSeconds(30));
            api.await("event/next");
            assertThat(get("/cache/a")).isEqualTo("200 value of a");
        }
        assertEndsWell(status);

        assertThat(source.calls()).isEqualTo(4);
        assertThat(log().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("[secrets-cache] INFO started for my-function"),
                        line -> assertThat(line).startsWith("{\"_aws\":").contains("\"Loads\":4"));
    }

    @Test
    void readThatFailsUpstream_isOneLine_howeverOftenItIsRead() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "t");
        environment.put("SECRETS_CACHE_AWS_PROFILE", "extension");
        Map<String, String> token = Map.of("X-Aws-Parameters-Secrets-Token", "t");
        CompletableFuture<Integer> status = startAndWait();

        for (int i = 0; i < 3; i++) {
            assertThat(get("/secretsmanager/get?secretId=typo", token))
                    .isEqualTo("400 an unexpected error occurred while executing request");
        }
        assertThat(get("/cache/unlisted"))
                .as("refused, which is the reader's doing")
                .startsWith("403 ");

        assertEndsWell(status);
        assertThat(log().lines().filter(line -> line.contains("WARN")))
                .containsExactly(
                        "[secrets-cache] WARN a read failed: secret typo: NOT_FOUND (scripted)",
                        "[secrets-cache] WARN a request was refused (token-refused, path '/cache/unlisted'): The header"
                                + " X-Aws-Parameters-Secrets-Token is missing. On Lambda send the value of"
                                + " AWS_SESSION_TOKEN in it.");
    }

    @Test
    void logLevelNone_leavesOnlyTheReasonOfTheEnd() throws Exception {
        environment.put("SECRETS_CACHE_LOG_LEVEL", "NONE");
        list("typo");
        source.delete("typo");
        CompletableFuture<Integer> status = startAndWait();
        assertThat(log()).isEmpty();

        api.cut();

        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(log())
                .startsWith("[secrets-cache] ERROR the line to Lambda broke: ")
                .hasLineCount(1);
    }

    @Test
    void event_ofAnUnknownKind_isLoggedAndPassedOver() throws Exception {
        CompletableFuture<Integer> status = startAndWait();

        api.event("{\"eventType\":\"NOVELTY\"}");
        api.await("event/next");

        assertThat(log()).contains("NOVELTY");
        assertEndsWell(status);
    }

    @Test
    void next_cutConnection_isOneExitErrorAndNoSecondNext() throws Exception {
        CompletableFuture<Integer> status = startAndWait();

        api.cut();

        assertThat(api.call())
                .extracting(FakeExtensionsApi.Call::name, FakeExtensionsApi.Call::header)
                .containsExactly("exit/error", "Extension.NextFailed");
        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(api.pending()).isEmpty();
    }

    @Test
    void shutdown_closesTheSource_andWritesOneSummary() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        get("/cache/a");

        assertEndsWell(status);

        assertThat(source.isClosed()).isTrue();
        assertThat(log()).containsOnlyOnce("{\"_aws\":").contains("\"Hits\":1,", "\"Loads\":1,");
        assertThat(api.pending()).isEmpty();
    }

    @Test
    void shutdown_withSomethingStuck_haltsWithStatusZero() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CompletableFuture<Integer> status = start(new StuckOnClose(source, stuck));
        api.await("event/next");

        api.shutdown(clock.instant().plusMillis(400));

        assertThat(halts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(ExitStatus.OK);
        stuck.countDown();
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
    }

    @Test
    void cachingOff_fetchesNothingBeforeItIsRead() throws Exception {
        environment.put("CACHE_TIMEOUT", "0");
        list("a");
        CompletableFuture<Integer> status = startAndWait();
        api.invoke(clock.instant().plusSeconds(30));
        api.await("event/next");
        assertThat(source.calls()).isZero();

        assertThat(get("/cache/a")).isEqualTo("200 value of a");
        assertThat(source.calls()).isEqualTo(1);
        assertEndsWell(status);
    }

    @Test
    void unexpectedFailure_isReportedByItsKindOnly() throws Exception {
        Startup startup = new Startup(new Environment(environment), clock, settings -> {
            throw new IllegalStateException("hunter2");
        });

        assertThat(join(start(startup))).isEqualTo(ExitStatus.FAILED);

        api.await("register");
        FakeExtensionsApi.Call error = api.call();
        assertThat(error.name()).isEqualTo("init/error");
        assertThat(error.header()).isEqualTo("Extension.Failed");
        assertThat(error.body()).contains("IllegalStateException").doesNotContain("hunter2");
    }

    @Test
    void reportThatLambdaRefuses_isLoggedAndTheProcessStillEnds() throws Exception {
        environment.put("CACHE_TIMEOUT", "abc");
        api.onRegister(() -> api.refuseReports());

        assertThat(join(start())).isEqualTo(ExitStatus.INVALID);

        assertThat(log()).contains("Lambda did not take the report Extension.ConfigInvalid");
        assertThat(halts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("in case the exit hangs")
                .isEqualTo(1);
    }

    /** A source whose connections do not end. */
    private record StuckOnClose(SecretSource source, CountDownLatch end) implements SecretSource {
        @Override
        public SecretValue fetch(SecretId id) {
            return source.fetch(id);
        }

        @Override
        public void close() {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
