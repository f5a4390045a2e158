package io.github.secretscache.benchmarks;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/** A read of a fresh secret: ours, with counters and age check on, beside aws-secretsmanager-caching-java's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HitBenchmark {
    private static final String NAME = "secret_now";
    private static final String VERSION = "11111111-2222-3333-4444-555555555555";
    private static final String VALUE = "{\"username\":\"anika\"}";

    private final SecretId id = SecretId.of(NAME);
    private SecretsCache cache;
    private SecretCache peer;

    /** Fills both caches. */
    @Setup
    public void fill() {
        cache = SecretsCache.builder().source(new OneSecret(NAME, VALUE)).build();
        cache.get(id);
        peer = new SecretCache(new SecretCacheConfiguration().withClient(new OneSecretClient()));
        peer.getSecretString(NAME);
    }

    /** Ends their threads. */
    @TearDown
    public void close() {
        cache.close();
        peer.close();
    }

    /** Our read from memory. */
    @Benchmark
    public @Nullable CachedSecret getIfCached() {
        return cache.getIfCached(id);
    }

    /** Our read by identity. */
    @Benchmark
    public CachedSecret get() {
        return cache.get(id);
    }

    /** Our read by name. */
    @Benchmark
    public CachedSecret getByName() {
        return cache.get(NAME);
    }

    /** The peer's read. */
    @Benchmark
    public String cachingJava() {
        return peer.getSecretString(NAME);
    }

    private static final class OneSecretClient implements SecretsManagerClient {
        @Override
        public DescribeSecretResponse describeSecret(DescribeSecretRequest request) {
            return DescribeSecretResponse.builder()
                    .name(NAME)
                    .versionIdsToStages(Map.of(VERSION, List.of(SecretId.AWSCURRENT)))
                    .build();
        }

        @Override
        public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
            return GetSecretValueResponse.builder()
                    .name(NAME)
                    .versionId(VERSION)
                    .secretString(VALUE)
                    .build();
        }

        @Override
        public String serviceName() {
            return "secretsmanager";
        }

        @Override
        public void close() {}
    }
}
