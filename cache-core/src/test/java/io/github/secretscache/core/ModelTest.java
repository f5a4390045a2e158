package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cache against a model of what it may answer, in simulated time: 200 secrets in 3 groups, one with a replica, 50
 * parameters, a third of them below a listed path, 50 readers, rotations, every fault of a secret and of a group, freezes,
 * and a clock that is turned. The same seed gives the same run; a failure names it.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ModelTest {
    private static final Logger LOG = Logger.getLogger("io.github.secretscache.core");
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration STALE_IF_ERROR = Duration.ofMinutes(20);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);
    private static final int SECRETS = 200;
    private static final int READERS = 50;
    private static final Duration LENGTH = Duration.ofHours(2);
    private static final Duration SHORT = Duration.ofMinutes(30);

    /** Two of any kind, two that found something, and one that nobody has tried; {@link LongModelIT} has many. */
    static LongStream seeds() {
        return LongStream.of(1, 2, 10_722_288_301_844L, 2777968182346L, System.nanoTime());
    }

    @BeforeAll
    static void expectWarnings() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void restoreWarnings() {
        LOG.setLevel(null);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void reads_everyFaultAtRandom_areRight(long seed) {
        try (Run run = new Run(seed)) {
            run.run();
            assertThat(run.reader.wrong()).as("seed %d", seed).isNull();
            assertThat(run.dead)
                    .as("secrets that cannot be read when all is well again, seed %d", seed)
                    .isEmpty();
            assertThat(run.source.replicated())
                    .as("fetches of the replica, seed %d", seed)
                    .isGreaterThan(20);
            assertThat(run.source.batches())
                    .as("batches of parameters, seed %d", seed)
                    .isGreaterThan(20);
            assertThat(run.source.pages())
                    .as("pages of the path, seed %d", seed)
                    .isGreaterThan(20);
            assertThat(run.probed).as("looks at a probed group, seed %d", seed).isPositive();
            assertThat(run.open).as("reads without an answer, seed %d", seed).hasValue(0);
            assertThat(run.reader.fresh).as("fresh answers, seed %d", seed).hasValueGreaterThan(10_000);
            assertThat(run.reader.stale).as("stale answers, seed %d", seed).hasValueGreaterThan(1_000);
            assertThat(run.reader.failed).as("failed reads, seed %d", seed).hasValueGreaterThan(1_000);
        }
    }

    @Test
    void reads_sameSeed_giveTheSameRun() {
        try (Run one = new Run(1);
                Run other = new Run(1)) {
            one.run(SHORT);
            other.run(SHORT);
            assertThat(one.cache.stats()).isEqualTo(other.cache.stats());
            assertThat(one.source.fetches()).isEqualTo(other.source.fetches());
        }
    }

    static final class Run implements AutoCloseable {
        final SplittableRandom random;
        final Simulation simulation = new Simulation();
        final ModelSource source;
        final ModelReader reader;
        final SecretsCache cache;
        final AtomicInteger open = new AtomicInteger();
        final List<String> dead = new ArrayList<>();
        int probed;
        private boolean ending;
        private boolean over;
        private long turned;
        private long frozen;

        Run(long seed) {
            random = new SplittableRandom(seed);
            source = new ModelSource(SECRETS, random, REQUEST_TIMEOUT.toMillis(), this::time, simulation::pause);
            reader = new ModelReader(source, TTL, STALE_IF_ERROR, 0);
            cache = simulation
                    .builder()
                    .source(source)
                    .random(() -> random)
                    .secrets(source.listed())
                    .listings(List.of(ModelSource.PATH))
                    .ttl(TTL)
                    .staleIfError(STALE_IF_ERROR)
                    .requestTimeout(REQUEST_TIMEOUT)
                    .build();
        }

        /** The time by which values age: that of the simulation, and the turns of the clock forward. */
        private long time() {
            return simulation.now() + turned;
        }

        void run() {
            run(LENGTH);
        }

        void run(Duration length) {
            note(cache.prefetch(cache.listed().stream().map(ListedSecret::id).toList()));
            note(cache.prefetchListings());
            for (int i = 0; i < READERS; i++) {
                simulation.after(random.nextInt(5_000), this::read);
            }
            simulation.after(0, this::change);
            simulation.after(0, this::turnTheClock);
            simulation.after(0, this::refreshDue);
            simulation.run(length);
            ending = true;
            source.recover();
            simulation.run(Duration.ofMinutes(5));
            readAll();
            simulation.run(Duration.ofMinutes(2));
            readAll();
            dead.clear();
            simulation.run(Duration.ofMinutes(2));
            readAll();
            // A refresh may have begun at the last moment.
            over = true;
            simulation.run(Duration.ofMinutes(1));
        }

        /** When all is well, a read or two of each key bring a group back, and each rests a minute at most. */
        private void readAll() {
            for (String name : source.names()) {
                CompletableFuture<CachedSecret> read = cache.getAsync(source.id(name));
                simulation.run(Duration.ofSeconds(1));
                if (!read.isDone() || read.isCompletedExceptionally()) {
                    dead.add(name);
                }
            }
            cache.groups().stream().filter(GroupStatus::probed).forEach(group -> dead.add(group.group()));
        }

        /** How many reads were answered. */
        long steps() {
            return reader.fresh.get() + reader.stale.get() + reader.failed.get();
        }

        private void read() {
            if (ending) {
                return;
            }
            String asked = source.asked(random);
            long askedAt = time();
            long waitingFrom = simulation.now() - frozen;
            SecretId id = source.id(asked);
            int kind = random.nextInt(20);
            if (kind == 0) {
                simulation.after(random.nextInt(5_000), this::read);
                note(cache.refresh(id));
            } else if (kind == 1) {
                CachedSecret cached = cache.getIfCached(id);
                if (cached != null) {
                    reader.answered(asked, askedAt, cached, time());
                }
                simulation.after(random.nextInt(5_000), this::read);
            } else {
                CompletableFuture<?> unused = note(cache.getAsync(id)).whenComplete((answer, failure) -> {
                    if (answer != null) {
                        reader.answered(asked, askedAt, answer, time());
                    } else {
                        reader.failed(asked, askedAt, failure);
                    }
                    reader.waited(asked, askedAt, simulation.now() - frozen - waitingFrom, REQUEST_TIMEOUT.toMillis());
                    simulation.after(1 + random.nextInt(5_000), this::read);
                });
            }
        }

        private <T> CompletableFuture<T> note(CompletableFuture<T> future) {
            open.incrementAndGet();
            CompletableFuture<?> unused = future.whenComplete((value, failure) -> open.decrementAndGet());
            return future;
        }

        private void change() {
            if (ending) {
                return;
            }
            source.change();
            simulation.after(random.nextInt(10_000), this::change);
        }

        private void refreshDue() {
            if (over) {
                return;
            }
            note(cache.refreshDue(simulation.clock.instant().plusSeconds(2)));
            for (GroupStatus group : cache.groups()) {
                probed += group.probed() ? 1 : 0;
                if (group.calls() > SecretsCache.DEFAULT_MAX_CONCURRENT_FETCHES) {
                    throw new AssertionError("more calls than may be: " + group);
                }
            }
            simulation.after(random.nextInt(60_000), this::refreshDue);
        }

        private void turnTheClock() {
            if (ending) {
                return;
            }
            // The cache reads the clock often enough only if somebody reads from the cache.
            cache.entries();
            long millis = random.nextLong(Duration.ofMinutes(20).toMillis());
            switch (random.nextInt(3)) {
                case 0 -> {
                    simulation.freeze(Duration.ofMillis(millis));
                    frozen += millis;
                }
                case 1 -> {
                    simulation.clock.advance(Duration.ofMillis(millis));
                    turned += millis;
                }
                default -> simulation.clock.stepBack(Duration.ofHours(1));
            }
            cache.entries();
            simulation.after(random.nextLong(Duration.ofMinutes(15).toMillis()), this::turnTheClock);
        }

        @Override
        public void close() {
            cache.close();
            simulation.close();
        }
    }
}
