package io.github.secretscache.spring;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretRotation;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts the reads of the application. A value that is the same object as before came without asking the server. */
final class CountingClient implements SecretsCacheClient {
    private final SecretsCacheClient client;
    private final Map<String, Secret> latest = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();

    CountingClient(SecretsCacheClient client) {
        this.client = client;
    }

    @Override
    public Secret get(String name) {
        Secret secret = counted(() -> client.get(name));
        if (latest.get(name) == secret) {
            hits.increment();
        } else {
            latest.put(name, secret);
            misses.increment();
        }
        return secret;
    }

    @Override
    public Secret refresh(String name) {
        Secret secret = counted(() -> client.refresh(name));
        misses.increment();
        return secret;
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        return counted(() -> client.getVersion(name, versionStage));
    }

    @Override
    public SecretsCacheClient parameters() {
        return client.parameters();
    }

    @Override
    public SecretRotation rotation() {
        return client.rotation();
    }

    /** {@return reads answered from the client's own memory} */
    long hits() {
        return hits.sum();
    }

    /** {@return reads that the server answered} */
    long misses() {
        return misses.sum();
    }

    /** {@return reads that failed} */
    long failures() {
        return failures.sum();
    }

    @Override
    public String toString() {
        return client.toString();
    }

    private Secret counted(Supplier<Secret> read) {
        try {
            return read.get();
        } catch (SecretsCacheException e) {
            failures.increment();
            throw e;
        }
    }
}
