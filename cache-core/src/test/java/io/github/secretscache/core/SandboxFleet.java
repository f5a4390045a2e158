package io.github.secretscache.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Many sandboxes, each with a real cache, in simulated time over one service. They start within a second, warm up, and are
 * then invoked every {@link #INVOKED_EVERY}: each invocation reads all secrets or parameters and refreshes what is due, as
 * the extension does.
 */
abstract class SandboxFleet implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(10);
    static final Duration INVOKED_EVERY = Duration.ofSeconds(10);
    static final Duration STORM = Duration.ofMinutes(15);
    static final Duration STEADY = Duration.ofMinutes(30);
    /** Over so many seconds the peak of the steady state is taken: a single one says little where a sample is scaled. */
    static final int PEAK_SECONDS = 10;

    final Simulation simulation = new Simulation();
    private final List<SecretId> ids;
    private final SplittableRandom random;
    private final List<SecretsCache> caches = new ArrayList<>();
    private int cold;
    private long warmAtMillis;

    /** @param ids what each sandbox reads */
    SandboxFleet(List<SecretId> ids, long seed) {
        this.ids = ids;
        this.random = new SplittableRandom(seed);
    }

    /** Makes the cache of one sandbox from a builder with the fleet's time, and begins its warm-up. */
    abstract SecretsCache warmingUp(SecretsCacheBuilder builder, RandomGenerator own);

    /** Sees a read, which may be over. */
    void onRead(boolean hasFailed) {}

    final void startAll(int sandboxes) {
        cold = sandboxes;
        for (int i = 0; i < sandboxes; i++) {
            SplittableRandom own = random.split();
            simulation.after(random.nextInt(1_000), () -> start(own));
        }
    }

    private void start(SplittableRandom own) {
        SecretsCache cache = warmingUp(simulation.builderWithoutPauses().ttl(TTL), own);
        caches.add(cache);
        boolean[] warm = new boolean[1];
        simulation.after(own.nextLong(INVOKED_EVERY.toMillis()), () -> invoke(cache, warm));
    }

    private void invoke(SecretsCache cache, boolean[] warm) {
        for (SecretId id : ids) {
            var unused = cache.getAsync(id).whenComplete((secret, failure) -> onRead(failure != null));
        }
        cache.refreshDue(simulation.clock.instant().plusSeconds(2));
        if (!warm[0]) {
            simulation.after(1, () -> note(cache, warm));
        }
        simulation.after(INVOKED_EVERY.toMillis(), () -> invoke(cache, warm));
    }

    private void note(SecretsCache cache, boolean[] warm) {
        if (!warm[0] && isWarm(cache)) {
            warm[0] = true;
            cold--;
            warmAtMillis = simulation.now();
        }
    }

    /** Whether a cache holds all that its sandbox reads. */
    boolean isWarm(SecretsCache cache) {
        return cache.stats().entries() == ids.size();
    }

    /** How many sandboxes have never held all. */
    final int cold() {
        return cold;
    }

    /** When the last one got warm. */
    final long warmAfterSeconds() {
        return (warmAtMillis + 999) / 1_000;
    }

    /** The most calls within {@link #PEAK_SECONDS}. */
    static long peak(long[] calls) {
        long most = 0;
        for (int from = 0; from + PEAK_SECONDS <= calls.length; from++) {
            most = Math.max(
                    most, Arrays.stream(calls, from, from + PEAK_SECONDS).sum());
        }
        return most;
    }

    @Override
    public final void close() {
        caches.forEach(SecretsCache::close);
        simulation.close();
    }
}
