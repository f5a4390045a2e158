package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VersionListenerTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void listener_rotation_isHeardOnceWithBothVersions() {
        try (Simulated simulated = new Simulated(builder -> builder.listener(this::hear))) {
            String first = simulated.read().value().versionId();
            assertThat(heard).isEmpty();
            next(simulated);
            assertThat(heard).isEmpty();
            String second = simulated.source.put("prod/db", "two");
            next(simulated);
            next(simulated);

            assertThat(heard).containsExactly(DB.name() + " " + first + " " + second + " two");
        }
    }

    @Test
    void listener_throws_readsGoOnAndTheNextChangeIsHeard() {
        SecretVersionListener throwing = (id, previous, current) -> {
            hear(id, previous, current);
            if (heard.size() == 1) {
                throw new IllegalStateException("a bug");
            }
            throw new AssertionError("a worse bug");
        };
        try (Simulated simulated = new Simulated(builder -> builder.listener(throwing))) {
            simulated.read();
            for (String text : List.of("two", "three", "four")) {
                simulated.source.put("prod/db", text);
                next(simulated);
                assertThat(simulated.readText()).isEqualTo(text);
            }

            assertThat(heard).hasSize(3);
            assertThat(simulated.cache.stats().loadFailures()).isZero();
        }
    }

    @Test
    void listener_neverReturns_disturbsNoRead() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        SecretVersionListener hanging = (id, previous, current) -> {
            called.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (Fixture fixture =
                new Fixture(builder -> builder.maxConcurrentFetches(1).listener(hanging))) {
            fixture.read();
            for (String text : List.of("two", "three", "four")) {
                fixture.source.put("prod/db", text);
                fixture.clock.advance(TTL.plus(REVALIDATE));
                assertThat(fixture.read()).isEqualTo(text);
            }
            called.await();
        } finally {
            never.countDown();
        }
    }

    private void hear(SecretId id, String previous, SecretValue current) {
        heard.add(id.name() + " " + previous + " " + current.versionId() + " " + current.asString());
    }

    private static void next(Simulated simulated) {
        simulated.run(TTL.plus(REVALIDATE));
        simulated.read();
    }
}
