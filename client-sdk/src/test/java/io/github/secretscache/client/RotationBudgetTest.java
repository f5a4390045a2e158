package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** useSecret ends in its budget, whatever the server does meanwhile. */
@Timeout(20)
class RotationBudgetTest {
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private final FakeClock clock = new FakeClock();
    private final List<Duration> limits = new ArrayList<>();
    private int values;

    /** A server that takes its time, but not longer than it is waited for. */
    private final class Slow implements SecretRotation.Versions {
        private final Duration answersAfter;
        private final boolean bringsNewValues;

        Slow(Duration answersAfter, boolean bringsNewValues) {
            this.answersAfter = answersAfter;
            this.bringsNewValues = bringsNewValues;
        }

        @Override
        public Secret current(String name) {
            return Secret.of(name, "first");
        }

        @Override
        public @Nullable Secret kept(String name) {
            return null;
        }

        @Override
        public Secret refreshed(String name, @Nullable String versionStage, Duration limit) {
            limits.add(limit);
            boolean isInTime = answersAfter.compareTo(limit) <= 0;
            clock.advance(isInTime ? answersAfter : limit);
            if (isInTime && bringsNewValues) {
                return Secret.of(name, "value " + ++values);
            }
            throw new SecretsCacheUnavailableException(name, "504", null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AWSPENDING", "AWSPENDING,AWSPREVIOUS"})
    void use_serverAnswers504AfterFourSeconds_endsInTheBudget(String stages) {
        long begun = clock.millis();

        refuseAll(new Slow(Duration.ofSeconds(4), false), stages);

        assertThat(clock.millis() - begun).isBetween(BUDGET.toMillis(), BUDGET.toMillis() * 3 / 2);
    }

    @Test
    void use_eachStageBringsAnotherValueSlowly_endsInTheBudget() {
        long begun = clock.millis();

        refuseAll(new Slow(Duration.ofMillis(700), true), "AWSPENDING,AWSPREVIOUS");

        assertThat(clock.millis() - begun).isBetween(BUDGET.toMillis(), BUDGET.toMillis() * 3 / 2);
        assertThat(limits).allSatisfy(limit -> assertThat(limit).isBetween(Duration.ofMillis(1), BUDGET));
    }

    @Test
    void use_noBudget_looksOnceAndWaitsForThat() {
        SecretRotation once = SecretRotation.of(new Slow(Duration.ofSeconds(4), true));

        String accepted = once.use("db", String.class, RotationBudgetTest::refuseFirst, e -> true);

        assertThat(accepted).isEqualTo("value 1");
    }

    @Test
    void useSecret_serverHangsAfterTheFirstRead_isNotWaitedForBeyondTheBudget() {
        CountDownLatch never = new CountDownLatch(1);
        try (StubFrontend server = new StubFrontend()) {
            server.answer("/cache/db", StubFrontend.secret("v1", "first")).beforeAnswer(() -> {
                if (server.asked().size() > 1) {
                    awaitQuietly(never);
                }
            });
            SecretsCacheClient client = server.client()
                    .readTimeout(Duration.ofSeconds(30))
                    .callTimeout(Duration.ofSeconds(30))
                    .rotationBudget(Duration.ofMillis(300))
                    .rotationStages("AWSPENDING", "AWSPREVIOUS")
                    .build();

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> client.useSecret("db", String.class, RotationBudgetTest::refuse, e -> true));
        } finally {
            never.countDown();
        }
    }

    private void refuseAll(SecretRotation.Versions versions, String stages) {
        SecretRotation rotation = SecretRotation.of(versions)
                .withBudget(BUDGET)
                .withStages(stages.isEmpty() ? new String[0] : stages.split(","))
                .withTime(clock, clock::advance);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> rotation.use("db", String.class, RotationBudgetTest::refuse, e -> true));
    }

    private static String refuse(String value) {
        throw new IllegalStateException("refused");
    }

    private static String refuseFirst(String value) {
        return value.equals("first") ? refuse(value) : value;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
