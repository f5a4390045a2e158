package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A source that breaks its contract harms nobody but who reads from it. */
@Timeout(60)
class BadSourceTest {
    private static final SecretId BAD = SecretId.of("bad");

    private final Simulated simulated = new Simulated();

    @AfterEach
    void goesOn() {
        assertThat(simulated.readText()).isEqualTo("one");
        simulated.close();
    }

    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(new IllegalStateException("hunter2")),
                Arguments.of(new StackOverflowError("hunter2")),
                Arguments.of(new OutOfMemoryError("hunter2")),
                Arguments.of(new NoClassDefFoundError("hunter2")),
                Arguments.of(new InterruptedException("hunter2")));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void get_sourceThrowsWhatItMayNot_isASourceFailureThatNamesItsType(Throwable thrown) {
        simulated.source.script("bad", id -> {
            throw BadSourceTest.<RuntimeException>sneaky(thrown);
        });

        assertThat(failure(simulated.reading(BAD)))
                .hasMessage("the source threw " + thrown.getClass().getName()
                        + " for secret bad, whose message is left out: it may hold a value")
                .extracting(SecretFetchException::reason)
                .isEqualTo(Reason.SOURCE_FAILED);
    }

    @Test
    void get_sourceReturnsNull_saysSo() {
        SecretSource source = new SecretSource() {
            @Override
            public SecretValue fetch(SecretId id) {
                return null;
            }

            @Override
            public void close() {}
        };
        try (Simulated own = new Simulated(builder -> builder.source(source))) {
            assertThat(failure(own.reading(BAD)))
                    .hasMessage("the source returned null for secret bad: it must throw")
                    .extracting(SecretFetchException::reason)
                    .isEqualTo(Reason.SOURCE_FAILED);
        }
    }

    @Test
    void get_sourceNeverReturns_saysSoAtTheRequestTimeout() {
        simulated.latency(Duration.ofDays(300));
        CompletableFuture<CachedSecret> read = simulated.reading(BAD);
        simulated.run(Duration.ofSeconds(4));
        simulated.latency(Duration.ZERO);

        assertThat(failure(read))
                .hasMessage("no answer for secret bad within the request timeout of 4000 ms: check the network path to"
                        + " the service, or raise requestTimeout");
    }

    @Test
    void get_sourceBreaksDuringARefresh_theOldValueStays() {
        simulated.read();
        simulated.source.script("prod/db", id -> {
            throw new StackOverflowError();
        });
        simulated.run(TTL.multipliedBy(2));

        assertThat(simulated.read().isStale()).isTrue();

        simulated.source.recover("prod/db");
        simulated.run(Duration.ofMinutes(1));
    }

    @Test
    void close_sourceThrows_isClosedAllTheSame() {
        SecretSource source = new SecretSource() {
            @Override
            public SecretValue fetch(SecretId id) {
                throw new IllegalStateException();
            }

            @Override
            public void close() {
                throw new IllegalStateException("cannot close");
            }
        };
        try (Simulated own = new Simulated(builder -> builder.source(source))) {
            own.cache.close();
            assertThat(own.cache.getIfCached(DB)).isNull();
        }
    }

    private static SecretFetchException failure(CompletableFuture<CachedSecret> read) {
        assertThat(read).isCompletedExceptionally();
        try {
            read.join();
        } catch (CompletionException e) {
            return (SecretFetchException) e.getCause();
        }
        throw new AssertionError("not failed");
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
