package io.github.secretscache.core;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A fleet over one Secrets Manager with its published limits.
 *
 * <p>A larger fleet is simulated by a sample: the limits are divided by as much as the counts are multiplied. In steady
 * state they do not bind a sample, whose chance peaks would meet a limit that the whole fleet keeps away from.
 */
final class Fleet extends SandboxFleet {
    static final int SECRETS = 5;
    static final int GETS_A_SECOND = 10_000;
    static final int BATCHES_A_SECOND = 100;

    /**
     * What is simulated.
     *
     * @param sandboxes how large the fleet is
     * @param sample how many of them are simulated
     * @param jitter whether the ttl is shortened by chance
     * @param batch whether the role may call BatchGetSecretValue
     */
    record Scenario(int sandboxes, int sample, boolean jitter, boolean batch) {
        int scale() {
            return sandboxes / sample;
        }
    }

    /** What was counted, scaled to the whole fleet. */
    record Result(
            long stormGetPeak,
            long stormBatchPeak,
            long stormThrottled,
            long warmAfterSeconds,
            double steadyMean,
            long steadyPeak) {
        /** Dollars for 30 days of the steady state. */
        double costOfAMonth() {
            return steadyMean * Duration.ofDays(30).toSeconds() / 10_000 * 0.05;
        }
    }

    private static final List<SecretId> IDS = IntStream.range(0, SECRETS)
            .mapToObj(i -> SecretId.of("secret/" + i))
            .toList();

    private final Scenario scenario;
    private final int seconds = (int) STORM.plus(STEADY).toSeconds() + 1;
    private final long[] gets = new long[seconds];
    private final long[] batches = new long[seconds];
    private long throttled;

    Fleet(Scenario scenario, long seed) {
        super(IDS, seed);
        this.scenario = scenario;
    }

    Result run() {
        startAll(scenario.sample());
        simulation.run(STORM);
        long stormThrottled = throttled;
        simulation.run(STEADY);
        int steady = (int) STORM.toSeconds();
        long[] stormGets = Arrays.copyOf(gets, steady);
        long[] steadyGets = Arrays.copyOfRange(gets, steady, seconds - 1);
        int scale = scenario.scale();
        return new Result(
                Arrays.stream(stormGets).max().orElseThrow() * scale,
                Arrays.stream(batches).max().orElseThrow() * scale,
                stormThrottled * scale,
                warmAfterSeconds(),
                Arrays.stream(steadyGets).sum() * (double) scale / steadyGets.length,
                peak(steadyGets) * scale / PEAK_SECONDS);
    }

    @Override
    SecretsCache warmingUp(SecretsCacheBuilder builder, RandomGenerator own) {
        SecretsCache cache = builder.source(new Service())
                .random(() -> scenario.jitter() ? own : withoutJitter(own))
                .secrets(IDS.stream().map(ListedSecret::of).toList())
                .build();
        cache.prefetch(IDS);
        return cache;
    }

    private static RandomGenerator withoutJitter(RandomGenerator random) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public double nextDouble() {
                return 0;
            }
        };
    }

    /** Secrets Manager as one sandbox sees it, with what the adapter does when a batch is refused. */
    private final class Service implements SecretSource {
        @Override
        public SecretValue fetch(SecretId id) {
            if (!isTaken(gets, GETS_A_SECOND)) {
                throw new SecretFetchException(Reason.THROTTLED, "Rate exceeded", null);
            }
            return value(id);
        }

        @Override
        public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> wanted) {
            Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
            if (isTaken(batches, BATCHES_A_SECOND)) {
                wanted.forEach(id -> outcomes.put(id, new FetchOutcome.Fetched(value(id))));
            }
            return outcomes;
        }

        @Override
        public Batching batchingOf(SecretId id) {
            return scenario.batch() ? Batching.whenWarmingUp(id.group(), 20) : Batching.NONE;
        }

        /** Counts a call; whether it is within the limit of its second. */
        private boolean isTaken(long[] calls, int limit) {
            int second = (int) (simulation.now() / 1_000);
            calls[second]++;
            // Of a limit below 1 for the sample every so many seconds have one call.
            long before = (long) second * limit / scenario.scale();
            long allowed = (long) (second + 1) * limit / scenario.scale() - before;
            boolean binds = scenario.scale() == 1 || second < STORM.toSeconds();
            boolean taken = !binds || calls[second] <= allowed;
            if (!taken) {
                throttled++;
            }
            return taken;
        }

        private SecretValue value(SecretId id) {
            String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + id.name() + "-AbCdEf";
            return SecretValue.ofText(
                    new SecretValue.Description(arn, id.name(), "v1", List.of(SecretId.AWSCURRENT), null), "x");
        }

        @Override
        public void close() {}
    }
}
