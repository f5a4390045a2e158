package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ChangeListenerTest {
    private final FakeClock clock = new FakeClock();
    private final List<String> heard = new ArrayList<>();
    private final SecretChangeListener listener =
            (previous, current) -> heard.add(current.name() + " " + previous + " -> " + current.versionId());

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private SecretsCacheClient client;

    @BeforeEach
    void start() {
        client = server.client().clock(clock).build();
        client.addChangeListener(listener);
        version("v1");
    }

    @Test
    void versionChanged_readAfterARotation_isToldOnce() {
        client.get("db");
        version("v2");
        client.get("db");
        assertThat(heard).isEmpty();

        clock.advance(Duration.ofMinutes(11));
        client.get("db");
        client.get("db");
        client.refresh("db");

        assertThat(heard).containsExactly("db v1 -> v2");
    }

    @Test
    void versionChanged_refresh_isTold() {
        client.get("db");
        version("v2");
        client.refresh("db");

        assertThat(heard).containsExactly("db v1 -> v2");
    }

    @Test
    void versionChanged_withoutNearCache_isTold() {
        SecretsCacheClient uncached = server.client().nearCacheSize(0).build();
        uncached.addChangeListener(listener);
        uncached.get("db");
        version("v2");
        uncached.get("db");

        assertThat(heard).containsExactly("db v1 -> v2");
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void versionChanged_listenerThatThrowsAnything_spoilsNeitherTheReadNorTheOthers(Throwable thrown) {
        client.removeChangeListener(listener);
        client.addChangeListener((previous, current) -> sneaky(thrown));
        client.addChangeListener(listener);
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        List<Throwable> uncaught = new ArrayList<>();
        thread.setUncaughtExceptionHandler((where, e) -> uncaught.add(e));
        try {
            client.get("db");
            version("v2");

            assertThat(client.refresh("db").versionId()).isEqualTo("v2");
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        assertThat(heard).hasSize(1);
        assertThat(uncaught).containsExactly(thrown);
    }

    /** Kotlin declares no exceptions, so its listeners may throw each. */
    static Stream<Throwable> throwables() {
        return Stream.of(new IllegalStateException("mine"), new IOException("mine"), new AssertionError("mine"));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneaky(Throwable e) throws X {
        throw (X) e;
    }

    @Test
    void versionChanged_listenerThatReadsTheSecret_getsTheNewVersion() {
        SecretsCacheClient uncached = server.client().nearCacheSize(0).build();
        uncached.addChangeListener((previous, current) -> {
            heard.add(uncached.get("db").versionId());
            heard.add(uncached.refresh("db").versionId());
        });
        uncached.get("db");
        version("v2");
        uncached.get("db");

        assertThat(heard).containsExactly("v2", "v2");
    }

    @Test
    void versionChanged_listenerThatBlocks_holdsUpItsOwnReadOnly() throws Exception {
        SecretsCacheClient uncached = server.client().nearCacheSize(0).build();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        uncached.addChangeListener((previous, current) -> {
            entered.countDown();
            awaitQuietly(released);
        });
        uncached.get("db");
        version("v2");
        Thread blocked = new Thread(() -> uncached.get("db"));
        blocked.start();
        entered.await();

        assertThat(uncached.get("db").versionId()).isEqualTo("v2");
        released.countDown();
        blocked.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void removeChangeListener_listener_hearsNoMore() {
        client.get("db");
        client.removeChangeListener(listener);
        version("v2");
        client.refresh("db");

        assertThat(heard).isEmpty();
    }

    @Test
    void note_readThatBeganEarlier_isNoChange() {
        ChangeListeners listeners = new ChangeListeners();
        listeners.add(listener);
        listeners.note("db", 2, Secret.builder("db").text("x").versionId("v2").build());
        listeners.note("db", 1, Secret.builder("db").text("x").versionId("v1").build());

        assertThat(heard).isEmpty();
    }

    private void version(String version) {
        server.answer("/cache/db", StubFrontend.secret(version, version));
        server.answer("/cache/db?refreshNow=true", StubFrontend.secret(version, version));
    }
}
