package io.github.secretscache.client.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clients with a cache behind them do alike: one scripted source, one simulated time, two ways to read. */
abstract class CachingContract extends ClientContract {
    private static final Duration BUDGET = Duration.ofSeconds(10);

    final FakeClock clock = new FakeClock();
    private final FakeSecretSource source = new FakeSecretSource();
    private final List<Duration> pauses = new ArrayList<>();
    private Runnable duringPause = () -> {};
    private SecretsCache cache;
    private SecretsCacheClient client;

    /** What a client is made with. */
    record Options(Duration rotationBudget, List<String> rotationStages, JsonDecoder jsonDecoder) {}

    abstract SecretsCacheClient open(SecretsCache over, Options options);

    abstract void closeClient();

    /** Lets simulated time pass. */
    final void pause(Duration duration) {
        pauses.add(duration);
        clock.advance(duration);
        duringPause.run();
    }

    @BeforeEach
    void start() {
        cache = SecretsCache.builder()
                .source(source)
                .clock(clock)
                .ttl(Duration.ofMinutes(10))
                .staleWhileRevalidate(Duration.ofMinutes(10))
                .staleIfError(Duration.ofHours(1))
                .build();
        client = open(cache, new Options(BUDGET, List.of("AWSPENDING", "AWSPREVIOUS"), JsonDecoder.strict()));
    }

    @AfterEach
    void stop() {
        closeClient();
        cache.close();
    }

    @Override
    SecretsCacheClient client() {
        return client;
    }

    @Override
    void put(String name, String text) {
        source.put(name, text);
    }

    @Override
    void putBinary(String name, byte[] bytes) {
        source.putBinary(name, bytes);
    }

    @Override
    void putParameter(String name, String text) {
        source.putParameter(name, text.contains(",,") ? "StringList" : "SecureString", text);
    }

    @Override
    void fail(String name, Failing how) {
        source.fail(
                name,
                switch (how) {
                    case NOT_FOUND -> Reason.NOT_FOUND;
                    case DENIED -> Reason.ACCESS_DENIED;
                    case UNAVAILABLE -> Reason.SERVICE_FAILED;
                });
    }

    @Test
    void get_withinTheTtl_asksTheSourceOnce() {
        put("db", "one");
        client.get("db");
        put("db", "two");
        clock.advance(Duration.ofMinutes(8));

        assertThat(client.get("db").asString()).isEqualTo("one");
        assertThat(client.get("db").age())
                .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(8).plusSeconds(2));
        assertThat(client.get("db").isStale()).isFalse();
        assertThat(source.calls("db")).isEqualTo(1);
    }

    @Test
    void get_afterTheTtl_isTheStaleValueAtOnceThenTheNewOne() {
        put("db", "one");
        client.get("db");
        put("db", "two");
        clock.advance(Duration.ofMinutes(11));
        source.gate().close();

        Secret stale = client.get("db");

        assertThat(stale.asString()).isEqualTo("one");
        assertThat(stale.isStale()).isTrue();
        source.gate().open();
        awaitUntil(() -> client.get("db").asString().equals("two"));
        assertThat(client.get("db").isStale()).isFalse();
        assertThat(source.calls("db")).isEqualTo(2);
    }

    @Test
    void get_outage_isTheStaleValueUntilStaleIfErrorIsOver() {
        put("db", "one");
        client.get("db");
        source.fail("db", Reason.THROTTLED);
        clock.advance(Duration.ofMinutes(40));

        assertThat(client.get("db").asString()).isEqualTo("one");
        assertThat(client.get("db").isStale()).isTrue();
        clock.advance(Duration.ofMinutes(40));
        assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> client.get("db"));
    }

    @Test
    void getAll_outage_isTheStaleValuesToo() {
        List<String> names = List.of("a", "b", "c");
        names.forEach(name -> put(name, "of " + name));
        client.getAll(names);
        source.outage(Reason.THROTTLED);
        clock.advance(Duration.ofMinutes(40));

        assertThat(client.getAll(names).values())
                .allMatch(Secret::isStale)
                .extracting(Secret::asString)
                .containsExactly("of a", "of b", "of c");
    }

    @Test
    void get_revoked_endsTheValueWithTheFirstRefresh() {
        put("db", "one");
        client.get("db");
        source.fail("db", Reason.ACCESS_DENIED);

        assertThatExceptionOfType(SecretAccessDeniedException.class).isThrownBy(() -> client.refresh("db"));
        assertThatExceptionOfType(SecretAccessDeniedException.class).isThrownBy(() -> client.get("db"));
    }

    @Test
    void refresh_transientFailure_keepsTheValue() {
        put("db", "one");
        client.get("db");
        source.fail("db", Reason.SERVICE_FAILED);

        assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> client.refresh("db"));
        assertThat(client.get("db").asString()).isEqualTo("one");
    }

    @Test
    void get_scheduledForDeletion_isNotFound() {
        source.fail("db", Reason.SCHEDULED_FOR_DELETION);

        assertThatExceptionOfType(SecretNotFoundException.class).isThrownBy(() -> client.get("db"));
    }

    @Test
    void get_refusedForAnotherReason_isTheRootException() {
        source.fail("db", Reason.INVALID_REQUEST);

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("db"))
                .satisfies(e -> assertThat(e.getClass()).isEqualTo(SecretsCacheException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROTTLED", "SERVICE_FAILED", "CONNECTION_FAILED", "TIMED_OUT", "CREDENTIALS_UNAVAILABLE"})
    void get_transientFailure_isUnavailable(Reason reason) {
        source.fail("db", reason);

        assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> client.get("db"));
    }

    @Test
    void get_decryptionFails_isDenied() {
        source.fail("db", Reason.DECRYPTION_FAILED);

        assertThatExceptionOfType(SecretAccessDeniedException.class).isThrownBy(() -> client.get("db"));
    }

    @Test
    void get_arnWholeOrWithoutItsEnd_isTheSecret() {
        put("prod/db", "one");
        String arn = source.arn("prod/db");

        assertThat(client.get(arn).asString()).isEqualTo("one");
        assertThat(client.get(arn.substring(0, arn.lastIndexOf('-'))).name()).isEqualTo("prod/db");
    }

    @Test
    void get_nameThatCannotBeOne_isRefusedWithoutACall() {
        put("db", "one");
        put("other", "two");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.get(" "));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> client.getAll(List.of("db", "other", " ")));
        assertThat(source.calls(" ")).isZero();
    }

    @Test
    void get_sourceThatHangs_isUnavailableOnceTheTimeIsOver() throws Exception {
        put("db", "one");
        source.gate().close();
        CompletableFuture<Throwable> read = new CompletableFuture<>();
        new Thread(() -> read.complete(catchThrowable(() -> client.get("db")))).start();
        awaitUntil(() -> source.calls("db") == 1);
        clock.advance(Duration.ofSeconds(5));

        assertThat(read.get(30, TimeUnit.SECONDS))
                .isInstanceOf(SecretsCacheUnavailableException.class)
                .hasMessageContaining("\"db\" is not available: ");
        source.gate().open();
    }

    @Test
    void get_interruptedThread_keepsItsFlagAndGetsWhatIsHeld() {
        List.of("db", "other", "x", "y").forEach(name -> put(name, "one"));
        client.get("db");
        Thread.currentThread().interrupt();
        try {
            assertThat(client.get("db").asString()).isEqualTo("one");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            catchThrowableOfType(SecretsCacheUnavailableException.class, () -> client.get("other"));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            catchThrowableOfType(SecretsCacheUnavailableException.class, () -> client.refresh("db"));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            catchThrowableOfType(SecretsCacheUnavailableException.class, () -> client.getAll(List.of("x", "y")));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void get_manyThreadsColdSecret_makeOneCall() throws Exception {
        put("db", "one");
        source.gate().close();
        List<CompletableFuture<Secret>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<Secret> read = new CompletableFuture<>();
            Thread thread = new Thread(() -> read.complete(client.get("db")));
            thread.start();
            reads.add(read);
        }
        awaitUntil(() -> source.calls("db") == 1);
        source.gate().open();

        for (CompletableFuture<Secret> read : reads) {
            assertThat(read.get(30, TimeUnit.SECONDS).asString()).isEqualTo("one");
        }
        assertThat(source.calls("db")).isEqualTo(1);
    }

    @Test
    void getAll_thousandNames_areAllThereInTheirOrder() {
        List<String> names = IntStream.range(0, 1000).mapToObj(i -> "s" + i).toList();
        names.forEach(name -> put(name, "of " + name));

        Map<String, Secret> all = client.getAll(names);

        assertThat(all.keySet()).containsExactlyElementsOf(names);
        assertThat(all)
                .allSatisfy((name, secret) -> assertThat(secret.asString()).isEqualTo("of " + name));
    }

    @Test
    void getAll_oneOfManyMissing_isNamed() {
        List<String> names = IntStream.range(0, 30).mapToObj(i -> "s" + i).toList();
        names.stream().filter(name -> !name.equals("s17")).forEach(name -> put(name, "of " + name));

        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getAll(names))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo("s17"))
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty())
                .withMessageContaining("\"s17\"");
    }

    @Test
    void get_sameVersionFetchedAgain_keepsWhatItWasDecodedInto() {
        put("db", "{\"username\":\"anika\",\"password\":\"x\"}");
        Login login = client.get("db", Login.class);
        client.refresh("db");

        assertThat(client.get("db", Login.class)).isSameAs(login);
    }

    @Test
    void get_typedByTheDecoderOfTheClient_refusesWhatItRefuses() {
        put("db", "{\"username\":\"hunter2\"}");

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("db", Login.class))
                .withMessageContaining("field \"password\" is missing")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void useSecret_passwordChangedBeforeTheSecret_waitsUntilItIsCurrent() {
        put("db", "one");
        duringPause = () -> {
            if (pauses.size() == 2) {
                put("db", "two");
            }
        };

        assertThat(use("two")).containsExactly("one", "two");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void useSecret_pendingStage_bridgesTheWindowAtOnce() {
        String first = source.put("db", "one");
        String second = source.put("db", "two");
        source.stage("db", "AWSPENDING", second);
        source.stage("db", "AWSCURRENT", first);

        assertThat(use("two")).containsExactly("one", "two");
        assertThat(pauses).isEmpty();
    }

    @Test
    void useSecret_previousStage_bridgesADatabaseThatLagsBehind() {
        put("db", "one");
        put("db", "two");

        assertThat(use("one")).containsExactly("two", "one");
        assertThat(pauses).isEmpty();
    }

    @Test
    void useSecret_firstReadFails_isTheExceptionOfTheRead() {
        source.fail("db", Reason.ACCESS_DENIED);

        assertThatExceptionOfType(SecretAccessDeniedException.class).isThrownBy(() -> use("one"));
    }

    @Test
    void useSecret_revokedMeanwhile_stopsAndTellsWhy() {
        put("db", "one");
        client.get("db");
        source.fail("db", Reason.ACCESS_DENIED);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> use("two"))
                .satisfies(e ->
                        assertThat(e.getSuppressed()).singleElement().isInstanceOf(SecretAccessDeniedException.class));
        assertThat(pauses).isEmpty();
    }

    @Test
    void useSecret_nothingFits_endsInTheBudget() {
        put("db", "one");
        long begun = clock.millis();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> use("another"));

        assertThat(clock.millis() - begun).isLessThanOrEqualTo(BUDGET.toMillis());
        assertThat(pauses).isNotEmpty();
    }

    private List<String> use(String accepted) {
        List<String> tried = new ArrayList<>();
        client.useSecret(
                "db",
                String.class,
                password -> {
                    tried.add(password);
                    if (!password.equals(accepted)) {
                        throw new IllegalStateException("refused");
                    }
                    return password;
                },
                IllegalStateException.class::isInstance);
        return tried;
    }

    /** For what a thread of the cache does. */
    private static void awaitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }
}
