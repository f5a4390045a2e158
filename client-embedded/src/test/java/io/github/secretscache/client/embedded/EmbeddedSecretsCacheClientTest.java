package io.github.secretscache.client.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddedSecretsCacheClientTest {
    private final FakeSecretSource source = new FakeSecretSource();
    private final SecretsCache cache = SecretsCache.builder()
            .source(source)
            .secrets(List.of(ListedSecret.of(SecretId.of("prod/db")).servedAs("db")))
            .requestTimeout(Duration.ofSeconds(30))
            .build();
    private final EmbeddedSecretsCacheClient client =
            EmbeddedSecretsCacheClient.builder().cache(cache).build();

    @AfterEach
    void close() {
        client.close();
        cache.close();
    }

    @Test
    void get_servedName_isTheListedSecret() {
        source.put("prod/db", "one");

        assertThat(client.get("db").name()).isEqualTo("prod/db");
    }

    @Test
    void getParameter_newestVersionAndLabel_areReadDecryptedAndTyped() {
        source.putParameter("/app/db", "SecureString", "{\"user\":\"a\"}");
        source.putParameter("/app/db", "SecureString", "{\"user\":\"b\"}");
        source.labelParameter("/app/db", "live", 1);
        source.putParameter("/app/list", "StringList", "a,,b");

        assertThat(client.getParameter("/app/db").asString()).isEqualTo("{\"user\":\"b\"}");
        assertThat(client.getParameter("/app/db").versionId()).isEqualTo("2");
        assertThat(client.getParameter("/app/db", "1").field("user")).isEqualTo("a");
        assertThat(client.getParameter("/app/db", "live").field("user")).isEqualTo("a");
        assertThat((Map<?, ?>) client.getParameter("/app/db", Map.class)).hasSize(1);
        assertThat(client.getParameter("/app/list").asList()).containsExactly("a", "", "b");
        assertThat(client.parameters().parameters()).isSameAs(client.parameters());
    }

    @Test
    void getParameter_sameNameAsASecret_isAnotherValue() {
        source.put("/app/db", "the secret");
        source.putParameter("/app/db", "String", "the parameter");

        assertThat(client.get("/app/db").asString()).isEqualTo("the secret");
        assertThat(client.getParameter("/app/db").asString()).isEqualTo("the parameter");
    }

    @Test
    void getParameter_unknownOrNoName_saysParameter() {
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getParameter("/none"))
                .withMessageStartingWith("Parameter \"/none\" was not found: ");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> client.getParameter("/a//b"))
                .withMessageContaining("doubled slash");
    }

    @Test
    void parametersGetAll_areTenInACall_andRefreshAndListenersAreTheirOwn() {
        List<String> names = IntStream.range(0, 15).mapToObj(i -> "/app/p" + i).toList();
        names.forEach(name -> source.putParameter(name, "String", "of " + name));
        List<String> heard = new CopyOnWriteArrayList<>();
        client.addChangeListener((before, secret) -> heard.add("secret " + secret.name()));
        client.parameters().addChangeListener((before, secret) -> heard.add("parameter " + secret.name()));

        assertThat(client.parameters().getAll(names)).hasSize(15);
        assertThat(source.log()).hasSize(2);
        source.putParameter("/app/p3", "String", "new");
        assertThat(client.parameters().refresh("/app/p3").asString()).isEqualTo("new");
        await(() -> heard.size() == 1);
        assertThat(heard).containsExactly("parameter /app/p3");
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void getAll_whatIsMissing_isFetchedInOneCall() {
        source.put("a", "1");
        source.put("b", "2");
        source.put("prod/db", "3");
        client.get("a");

        assertThat(client.getAll(List.of("db", "a", "b")).values())
                .extracting(Secret::asString)
                .containsExactly("3", "1", "2");
        assertThat(source.log()).hasSize(2);
    }

    @Test
    void get_moreSecretsThanViewsAreKept_areAllRight() {
        List<String> names = IntStream.range(0, 600).mapToObj(i -> "secret" + i).toList();
        names.forEach(name -> source.put(name, "value of " + name));

        for (int round = 0; round < 2; round++) {
            assertThat(names)
                    .allSatisfy(name -> assertThat(client.get(name).asString()).isEqualTo("value of " + name));
        }
        assertThat(source.calls()).isEqualTo(600);
    }

    @Test
    void get_interruptedThread_isUnavailableAndStaysInterrupted() {
        source.put("a", "1");
        source.gate().close();
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> client.get("a"));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> client.refresh("a"));
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
            source.gate().open();
        }
    }

    @Test
    void useSecret_sourceHangsAfterTheFirstRead_isNotWaitedForBeyondTheBudget() {
        source.put("a", "1");
        EmbeddedSecretsCacheClient impatient = EmbeddedSecretsCacheClient.builder()
                .cache(cache)
                .rotationBudget(Duration.ofMillis(300))
                .rotationStages("AWSPENDING", "AWSPREVIOUS")
                .build();
        impatient.get("a");
        source.gate().close();
        long begun = System.nanoTime();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> impatient.useSecret(
                        "a",
                        String.class,
                        value -> {
                            throw new IllegalStateException("refused");
                        },
                        e -> true));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        source.gate().open();
        impatient.close();
    }

    @Test
    void close_givenCache_staysOpenAndTellsNoMore() {
        List<String> heard = new ArrayList<>();
        source.put("a", "1");
        client.addChangeListener((previous, current) -> heard.add(current.versionId()));
        client.get("a");
        client.close();
        source.put("a", "2");

        assertThat(cache.refresh(SecretId.of("a")).join().asString()).isEqualTo("2");
        assertThat(heard).isEmpty();
    }

    @Test
    void read_afterClose_isRefusedInEachWay() {
        source.put("a", "1");
        client.get("a");
        client.close();
        client.close();

        List<ThrowingCallable> reads = List.of(
                () -> client.get("a"),
                () -> client.get("a", String.class),
                () -> client.refresh("a"),
                () -> client.getVersion("a", "AWSPREVIOUS"),
                () -> client.getAll(List.of("a", "b")),
                () -> client.getParameter("/a"),
                () -> client.useSecret("a", String.class, value -> value, e -> true));
        assertThat(reads)
                .allSatisfy(read -> assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                        .isThrownBy(read)
                        .withMessageContaining("is not available: this client is closed"));
        assertThat(cache.get("a").asString()).isEqualTo("1");
    }

    @Test
    void close_whileManyThreadsRead_endsThemAllAndForgetsAllValues() throws Exception {
        IntStream.range(0, 20).forEach(i -> source.put("s" + i, "value of s" + i));
        CacheReads busy =
                new CacheReads(cache, SecretKind.SECRET, new SecretForm(InstantSource.system(), JsonDecoder.lenient()));
        CountDownLatch reading = new CountDownLatch(200);
        CountDownLatch closing = new CountDownLatch(1);
        List<CompletableFuture<String>> ends = IntStream.range(0, 200)
                .mapToObj(i -> {
                    CompletableFuture<String> end = new CompletableFuture<>();
                    new Thread(() -> end.complete(readUntilClosed(busy, "s" + i % 20, reading, closing))).start();
                    return end;
                })
                .toList();
        reading.await();
        closing.countDown();
        busy.close();

        assertThat(ends)
                .allSatisfy(end -> assertThat(end.get(50, TimeUnit.SECONDS)).endsWith("this client is closed."));
        assertThat(busy.size()).isZero();
    }

    /** {@return the message of the exception that ended it} */
    private static String readUntilClosed(
            CacheReads reads, String name, CountDownLatch reading, CountDownLatch closing) {
        try {
            assertThat(reads.current(name).asString()).isEqualTo("value of " + name);
            reading.countDown();
            closing.await();
            while (true) {
                assertThat(reads.current(name).asString()).isEqualTo("value of " + name);
                Thread.yield();
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            reading.countDown();
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void changeListener_thatClosesTheClient_doesSo() {
        EmbeddedSecretsCacheClient own = EmbeddedSecretsCacheClient.builder()
                .cache(SecretsCache.builder().source(source).build())
                .build();
        List<String> heard = new CopyOnWriteArrayList<>();
        source.put("a", "1");
        own.addChangeListener((previous, current) -> {
            own.close();
            heard.add(current.asString());
        });
        own.get("a");
        source.put("a", "2");
        own.refresh("a");
        await(() -> !heard.isEmpty());

        assertThat(heard).containsExactly("2");
        assertThatExceptionOfType(SecretsCacheUnavailableException.class).isThrownBy(() -> own.get("a"));
    }

    @Test
    void getAll_cacheThatKeepsNothing_fetchesEachAtTheSameTime() throws Exception {
        List<String> names = IntStream.range(0, 5).mapToObj(i -> "s" + i).toList();
        names.forEach(name -> source.put(name, "of " + name));
        source.gate().close();
        try (SecretsCache off =
                SecretsCache.builder().source(source).ttl(Duration.ZERO).build()) {
            EmbeddedSecretsCacheClient uncached =
                    EmbeddedSecretsCacheClient.builder().cache(off).build();
            CompletableFuture<Map<String, Secret>> read = new CompletableFuture<>();
            new Thread(() -> read.complete(uncached.getAll(names))).start();
            source.gate().awaitHeld(5);
            source.gate().open();

            assertThat(read.get(30, TimeUnit.SECONDS).values())
                    .extracting(Secret::asString)
                    .containsExactly("of s0", "of s1", "of s2", "of s3", "of s4");
        }
    }

    @Test
    void getAll_outage_asksForEachSecretOnceOnly() {
        List<String> names = IntStream.range(0, 15).mapToObj(i -> "s" + i).toList();
        source.outage(SecretFetchException.Reason.THROTTLED);

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> client.getAll(names))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo("s0"))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(14));
        assertThat(source.log()).hasSize(1);
    }

    @Test
    @Timeout(20) // less than a fetch may take here
    void getAll_interruptedThread_isUnavailableAtOnceAndStaysInterrupted() {
        source.put("a", "1");
        source.put("b", "2");
        source.gate().close();
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                    .isThrownBy(() -> client.getAll(List.of("a", "b")))
                    .withMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
            source.gate().open();
        }
    }

    @Test
    void rotationStages_thatCannotBeStages_areRefusedAtOnce() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EmbeddedSecretsCacheClient.builder().rotationStages("AWSPENDING", ""))
                .withMessageStartingWith("rotationStages must ");
    }

    @Test
    void close_ownCache_isClosedWithTheClient() {
        EmbeddedSecretsCacheClient own = EmbeddedSecretsCacheClient.create();
        own.close();
        own.close();

        assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                .isThrownBy(() -> own.get("db"))
                .withMessageContaining("closed");
    }

    @Test
    void toString_client_showsNoValue() {
        source.put("prod/db", "hunter2");
        client.get("db");

        assertThat(client.toString()).doesNotContain("hunter2");
    }

    @Test
    void rotationBudget_outOfRange_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> EmbeddedSecretsCacheClient.builder().rotationBudget(Duration.ZERO))
                .withMessage("rotationBudget must be from 1 ms to 1 day, but is PT0S");
    }
}
