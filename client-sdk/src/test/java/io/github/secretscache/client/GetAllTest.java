package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
