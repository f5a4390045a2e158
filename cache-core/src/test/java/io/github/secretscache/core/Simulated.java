package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A cache in simulated time over a scripted source, with the secret {@link Fixture#DB} at version 1. A call takes {@link
 * #latency}; what it answers is settled when it begins. A way, which is a group or {@code group@replica}, can take longer
 * or fail by itself.
 */
final class Simulated implements AutoCloseable {
    final Simulation simulation = new Simulation();
    final FakeClock clock = simulation.clock;
    final FakeSecretSource source = new FakeSecretSource();
    final SecretsCache cache;

    /** What the cache logged; kept from the console. */
    final List<String> warnings = new ArrayList<>();

    /** What each call asked for, as {@code way name}. */
    final List<String> asked = new ArrayList<>();

    private final Logger logger = Logger.getLogger("io.github.secretscache.core");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Map<String, Duration> latencies = new HashMap<>();
    private final Map<String, Reason> outages = new HashMap<>();
    private List<String> replicas = List.of();
    private boolean batchDenied;
    private Duration latency = Duration.ZERO;

    Simulated() {
        this(builder -> {});
    }

    Simulated(Fixture.Options options) {
        SecretsCacheBuilder builder = simulation
                .builder()
                .source(new Delayed())
                .random(() -> Fixture.LEAST)
                .ttl(Fixture.TTL);
        options.set(builder);
        cache = builder.build();
        source.put("prod/db", "one");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    /** How long the calls take that begin from now on. */
    void latency(Duration duration) {
        latency = duration;
    }

    /** How long the calls of one way take that begin from now on; {@code null} for as long as others. */
    void latency(String way, Duration duration) {
        latencies.put(way, duration);
    }

    /** Makes the calls of one way fail; {@code null} ends it. */
    void outage(String way, Reason reason) {
        outages.put(way, reason);
    }

    /** The replicas of every group. */
    void replicas(String... regions) {
        replicas = List.of(regions);
    }

    void denyBatches() {
        batchDenied = true;
    }

    void allowBatches() {
        batchDenied = false;
    }

    /** Begins a read. */
    CompletableFuture<CachedSecret> reading(SecretId id) {
        CompletableFuture<CachedSecret> answer = cache.getAsync(id);
        simulation.run(Duration.ZERO);
        return answer;
    }

    /** Begins a forced refresh. */
    CompletableFuture<CachedSecret> refreshing(SecretId id) {
        CompletableFuture<CachedSecret> answer = cache.refresh(id);
        simulation.run(Duration.ZERO);
        return answer;
    }

    /** Begins the refresh of what is due, as an INVOKE does; the deadline is far. */
    CompletableFuture<Void> invoking() {
        CompletableFuture<Void> done = cache.refreshDue(clock.instant().plusSeconds(600));
        simulation.run(Duration.ZERO);
        return done;
    }

    /** A read that is answered without time passing. */
    CachedSecret read(SecretId id) {
        return answerOf(reading(id));
    }

    CachedSecret read() {
        return read(Fixture.DB);
    }

    String readText() {
        return Fixture.text(read());
    }

    /** Why a read fails without time passing. */
    Reason refusal(SecretId id) {
        return refusal(reading(id));
    }

    /** What a read has answered by now. */
    static CachedSecret answerOf(CompletableFuture<CachedSecret> read) {
        assertThat(read).isCompleted();
        return read.join();
    }

    /** Why a read has failed by now. */
    static Reason refusal(CompletableFuture<?> read) {
        return failure(read).reason();
    }

    /** How a read has failed by now. */
    static SecretFetchException failure(CompletableFuture<?> read) {
        assertThat(read).isCompletedExceptionally();
        try {
            read.join();
        } catch (CompletionException e) {
            return (SecretFetchException) e.getCause();
        }
        throw new AssertionError("not failed");
    }

    /** Lets time pass. */
    void run(Duration duration) {
        simulation.run(duration);
    }

    void run(long millis) {
        simulation.run(Duration.ofMillis(millis));
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        cache.close();
        simulation.close();
    }

    private final class Delayed implements SecretSource {
        @Override
        public SecretValue fetch(SecretId id) {
            return fetch(id, id.group());
        }

        @Override
        public SecretValue fetchReplica(SecretId id, String replica) {
            return fetch(id, id.group() + "@" + replica);
        }

        private SecretValue fetch(SecretId id, String way) {
            asked.add(way + " " + id.name());
            Reason reason = outages.get(way);
            FetchOutcome outcome = reason == null
                    ? FetchOutcome.of(() -> source.fetch(id))
                    : new FetchOutcome.Failed(new SecretFetchException(reason, way + " is out", null));
            delay(way);
            if (outcome instanceof FetchOutcome.Failed failed) {
                throw failed.cause();
            }
            return ((FetchOutcome.Fetched) outcome).value();
        }

        @Override
        public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
            String way = ids.get(0).group();
            asked.add(way + " batch of " + ids.size());
            Reason throttled = outages.get(way + " batch");
            if (throttled != null) {
                delay(way);
                SecretFetchException cause = new SecretFetchException(throttled, way + " is out", null);
                Map<SecretId, FetchOutcome> failed = new HashMap<>();
                ids.forEach(id -> failed.put(id, new FetchOutcome.Failed(cause)));
                return failed;
            }
            Map<SecretId, FetchOutcome> outcomes =
                    batchDenied || outages.get(way) != null ? Map.of() : source.fetchBatch(ids);
            delay(way);
            return outcomes;
        }

        @Override
        public Batching batchingOf(SecretId id) {
            return source.batchingOf(id);
        }

        @Override
        public ListingPage fetchPage(Listing listing, String pageToken) {
            String way = listing.group() + " page";
            asked.add(way + " of " + listing.subject().name());
            Reason reason = outages.get(way);
            if (reason == null) {
                ListingPage page = source.fetchPage(listing, pageToken);
                delay(listing.group());
                return page;
            }
            delay(listing.group());
            throw new SecretFetchException(reason, way + " is out", null);
        }

        @Override
        public String routeOf(SecretId id) {
            return source.routeOf(id);
        }

        @Override
        public List<String> replicasOf(SecretId id) {
            return replicas;
        }

        private void delay(String way) {
            Duration own = latencies.get(way);
            long takes = (own == null ? latency : own).toMillis();
            if (takes > 0) {
                simulation.pause(takes);
            }
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
