package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GetAllTest {
    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private SecretsCacheClient client;

    @BeforeEach
    void start() {
        client = server.client().build();
        for (String name : List.of("c", "a", "b")) {
            server.answer("/cache/" + name, StubFrontend.secret("v1", "value of " + name));
        }
    }

    @Test
    void getAll_severalNames_areGivenInTheOrderAskedFor() {
        assertThat(client.getAll(List.of("c", "a", "b", "a")))
                .hasToString("{c=" + client.get("c") + ", a=" + client.get("a") + ", b=" + client.get("b") + "}");
        assertThat(client.getAll(List.of())).isEmpty();
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void getAll_slowServer_isAskedForAllAtATime() {
        CountDownLatch all = new CountDownLatch(3);
        server.beforeAnswer(() -> {
            all.countDown();
            await(all);
        });

        assertThat(client.getAll(List.of("a", "b", "c")).values())
                .extracting(Secret::asString)
                .containsExactly("value of a", "value of b", "value of c");
    }

    @Test
    void getAll_whatIsKept_isNotAskedForAndNeedsNoThread() {
        client.getAll(List.of("a", "b", "c"));
        Thread reader = Thread.currentThread();
        server.beforeAnswer(() -> {
            throw new AssertionError("kept");
        });

        assertThat(client.getAll(List.of("a", "b", "c"))).hasSize(3);
        assertThat(Thread.getAllStackTraces().keySet())
                .contains(reader)
                .noneMatch(thread -> thread.getName().startsWith("secrets-cache-get-all"));
    }

    @Test
    void getAll_someFail_throwsTheFirstWithTheOthers() {
        server.answer("/cache/c", StubFrontend.problem(503, "throttled", "slow down"));

        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getAll(List.of("a", "gone", "c")))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo("gone"))
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .isInstanceOf(SecretsCacheUnavailableException.class));
    }

    @Test
    void getAll_fallbackThatFailsInAnyWay_isThrownAndNotTakenForAValue() {
        AssertionError mine = new AssertionError("mine");
        server.close();
        CountDownLatch both = new CountDownLatch(2);
        Thread caller = Thread.currentThread();
        SecretsCacheClient laptop = server.client()
                .fallback(name -> {
                    both.countDown();
                    await(both);
                    if (Thread.currentThread() == caller) {
                        return Secret.of(name, "local");
                    }
                    throw mine;
                })
                .build();

        assertThatThrownBy(() -> laptop.getAll(List.of("a", "b"))).isSameAs(mine);
    }

    @Test
    void getAll_serverThatHangs_asksNoMoreOnceTheTimeOfACallIsOver() throws IOException {
        List<String> names = IntStream.range(0, 100).mapToObj(i -> "s" + i).toList();
        try (RawServer hanging = new RawServer()) {
            hanging.then(hanging.hang());
            SecretsCacheClient impatient = SecretsCacheClient.builder()
                    .endpoint(hanging.uri())
                    .callTimeout(Duration.ofMillis(500))
                    .build();

            assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                    .isThrownBy(() -> impatient.getAll(names))
                    .satisfies(e -> assertThat(e.secretName()).isEqualTo("s0"))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(99))
                    .satisfies(e -> assertThat(e.getSuppressed()[98])
                            .isInstanceOf(SecretsCacheUnavailableException.class)
                            .hasMessageContaining("\"s99\" is not available: it was not asked for, because the call had"
                                    + " taken longer than PT0.5S. The exception of another secret says why."));
            assertThat(hanging.requests()).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void getAll_manyNamesAndASlowServer_areReadAsLongAsAnswersCome() {
        FakeClock clock = new FakeClock();
        List<String> names = IntStream.range(0, 1000).mapToObj(i -> "s" + i).toList();
        TimeBudget over = TimeBudget.of(Duration.ofMillis(1), clock);
        clock.advance(Duration.ofMinutes(1));
        SeveralReads reads = new SeveralReads(
                name -> Secret.of(name, "value of " + name),
                name -> over.remainingMillis() > 0 ? null : new SecretsCacheUnavailableException(name, "late", null));

        assertThat(reads.of(names, 8)).hasSize(1000);
        assertThat(reads.of(names, 8).keySet()).containsExactlyElementsOf(names);
    }

    @Test
    void getAll_oneOfManyMissing_isNamed() {
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getAll(List.of("c", "a", "gone", "b")))
                .satisfies(e -> assertThat(e.secretName()).isEqualTo("gone"))
                .withMessageContaining("\"gone\"");
    }

    @Test
    void getAll_interruptedThread_keepsTheFlag() {
        Thread.currentThread().interrupt();
        try {
            assertThat(client.getAll(List.of("a", "b", "c"))).hasSize(3);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void getAll_nullOrMalformedName_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.getAll(List.of("a", " ")));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
