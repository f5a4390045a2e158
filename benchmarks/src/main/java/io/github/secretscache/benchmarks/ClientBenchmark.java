package io.github.secretscache.benchmarks;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import java.util.concurrent.TimeUnit;
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

/** A read by client-sdk that its near cache answers, of a value that a frontend of ours served over HTTP. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClientBenchmark {
    private Frontend frontend;
    private SecretsCacheClient client;

    /** What the secret is decoded into. */
    record Login(String username, String password) {}

    /** Serves the secret. */
    @Setup
    public void serve() {
        frontend = new Frontend();
        client = SecretsCacheClient.builder().endpoint(frontend.uri()).build();
    }

    /** Ends the server. */
    @TearDown
    public void close() {
        frontend.close();
    }

    /** As text and fields. */
    @Benchmark
    public Secret nearCache() {
        return client.get(Stage.FIRST);
    }

    /** As a record. */
    @Benchmark
    public Object nearCacheTyped() {
        return client.get(Stage.FIRST, Login.class);
    }
}
