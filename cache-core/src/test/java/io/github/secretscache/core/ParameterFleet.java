package io.github.secretscache.core;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet over one Parameter Store with its default quota. A larger fleet is simulated by a sample: the quota is divided by
 * as much as the counts are multiplied.
 */
final class ParameterFleet extends SandboxFleet {
    static final int QUOTA = 40;
    static final int PARAMETERS = 10;
    private static final ListedPath PATH = ListedPath.of("/app/");
    private static final List<SecretId> IDS = IntStream.range(0, PARAMETERS)
            .mapToObj(i -> SecretId.parameter(PATH.path() + i))
            .toList();

    /** How the parameters are listed, and what the role may call besides GetParameter. */
    enum Prefetch {
        /** By name, and nothing. */
        SINGLE,
        /** By name, and GetParameters. */
        BATCH,
        /** By path, and GetParametersByPath. */
        PATH,
        /** By path, and nothing. */
        PATH_DENIED;

        boolean isByPath() {
            return this == PATH || this == PATH_DENIED;
        }

        boolean isDenied() {
            return this == SINGLE || this == PATH_DENIED;
        }
    }

    /**
     * What is simulated.
     *
     * @param sandboxes how large the fleet is
     * @param sample how many of them are simulated
     * @param prefetch how they get their parameters
     */
    record Scenario(int sandboxes, int sample, Prefetch prefetch) {
        int scale() {
            return sandboxes / sample;
        }
    }

    /** What was counted, scaled to the whole fleet; the shares are from 0 to 1. */
    record Result(
            long stormPeak,
            long stormThrottled,
            double warm,
            long warmAfterSeconds,
            double steadyMean,
            double steadyPeak,
            double steadyThrottled,
            double steadyReadsFailed) {}

    private final Scenario scenario;
    private final int seconds = (int) STORM.plus(STEADY).toSeconds() + 1;
    private final long[] calls = new long[seconds];
    private final double capacity;
    private double tokens;
    private long filledAt;
    private long throttled;
    private long reads;
    private long readsFailed;

    ParameterFleet(Scenario scenario, long seed) {
        super(IDS, seed);
        this.scenario = scenario;
        this.capacity = Math.max(1, (double) QUOTA / scenario.scale());
        this.tokens = capacity;
    }

    Result run() {
        startAll(scenario.sample());
        simulation.run(STORM);
        long stormThrottled = throttled;
        reads = 0;
        readsFailed = 0;
        simulation.run(STEADY);
        int steady = (int) STORM.toSeconds();
        long[] steadyCalls = Arrays.copyOfRange(calls, steady, seconds - 1);
        double scale = scenario.scale();
        double made = Arrays.stream(steadyCalls).sum();
        return new Result(
                Arrays.stream(calls, 0, steady).max().orElseThrow() * scenario.scale(),
                stormThrottled * scenario.scale(),
                1 - (double) cold() / scenario.sample(),
                warmAfterSeconds(),
                made * scale / steadyCalls.length,
                peak(steadyCalls) * scale / PEAK_SECONDS,
                (throttled - stormThrottled) / made,
                (double) readsFailed / reads);
    }

    @Override
    SecretsCache warmingUp(SecretsCacheBuilder builder, RandomGenerator own) {
        builder.source(new Service()).random(() -> own);
        if (scenario.prefetch().isByPath()) {
            SecretsCache cache = builder.listings(List.of(PATH)).build();
            cache.prefetchListings();
            return cache;
        }
        SecretsCache cache =
                builder.secrets(IDS.stream().map(ListedSecret::of).toList()).build();
        cache.prefetch(IDS);
        return cache;
    }

    @Override
    void onRead(boolean hasFailed) {
        reads++;
        if (hasFailed) {
            readsFailed++;
        }
    }

    /** Parameter Store as one sandbox sees it, with what the adapter makes of its answers. */
    private final class Service implements SecretSource {
        @Override
        public SecretValue fetch(SecretId id) {
            return called(() -> value(id));
        }

        /** A role without GetParameters is refused when the quota is not met: each parameter is read by itself then. */
        @Override
        public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> wanted) {
            Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
            try {
                boolean isDenied = called(() -> scenario.prefetch().isDenied());
                if (!isDenied) {
                    wanted.forEach(id -> outcomes.put(id, new FetchOutcome.Fetched(value(id))));
                }
            } catch (SecretFetchException e) {
                wanted.forEach(id -> outcomes.put(id, new FetchOutcome.Failed(e)));
            }
            return outcomes;
        }

        @Override
        public Batching batchingOf(SecretId id) {
            return Batching.usual(id.group(), 10);
        }

        @Override
        public ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
            return called(() -> {
                if (scenario.prefetch().isDenied()) {
                    throw new SecretFetchException(Reason.ACCESS_DENIED, "not authorized", null);
                }
                return new ListingPage(
                        IDS.stream().map(id -> ListingPage.Found.of(value(id))).toList(), null);
            });
        }

        private <T> T called(Supplier<T> answer) {
            calls[(int) (simulation.now() / 1_000)]++;
            double refill = (double) (simulation.now() - filledAt)
                    * QUOTA
                    / scenario.scale()
                    / Duration.ofSeconds(1).toMillis();
            tokens = Math.min(capacity, tokens + refill);
            filledAt = simulation.now();
            if (tokens < 1) {
                throttled++;
                throw new SecretFetchException(Reason.THROTTLED, "Rate exceeded", null);
            }
            tokens--;
            return answer.get();
        }

        private SecretValue value(SecretId id) {
            String arn = "arn:aws:ssm:eu-west-1:123456789012:parameter" + id.name();
            return SecretValue.ofText(SecretValue.Description.ofParameter(arn, id.name(), 1, "SecureString"), "x");
        }

        @Override
        public void close() {}
    }
}
