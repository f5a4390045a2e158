package io.github.secretscache.spring;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.client.SecretRotation;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts the application's reads of secrets. A value that is the same object as before came without asking the server. */
final class CountingClient implements SecretsCacheClient, AutoCloseable {
    private final SecretsCacheClient client;
    private final Runnable end;
    /** Weak, so that only the client decides how long it keeps a value. */
    private final Map<String, WeakReference<Secret>> latest = new ConcurrentHashMap<>();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** @param end what to do on {@link #close} */
    CountingClient(SecretsCacheClient client, Runnable end) {
        this.client = client;
        this.end = end;
    }

    @Override
    public Secret get(String name) {
        Secret secret = counted(() -> client.get(name));
        count(name, secret);
        return secret;
    }

    @Override
    public Map<String, Secret> getAll(Collection<String> names) {
        Map<String, Secret> secrets = counted(() -> client.getAll(names));
        secrets.forEach(this::count);
        return secrets;
    }

    @Override
    public Secret refresh(String name) {
        Secret secret = counted(() -> client.refresh(name));
        latest.put(name, new WeakReference<>(secret));
        misses.increment();
        return secret;
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        return counted(() -> client.getVersion(name, versionStage));
    }

    @Override
    public SecretRotation rotation() {
        return client.rotation();
    }

    @Override
    public void addChangeListener(SecretChangeListener listener) {
        client.addChangeListener(listener);
    }

    @Override
    public void removeChangeListener(SecretChangeListener listener) {
        client.removeChangeListener(listener);
    }

    /** Reads of parameters are not counted. */
    @Override
    public SecretsCacheClient parameters() {
        return client.parameters();
    }

    /** By Spring, when the application ends. */
    @Override
    public void close() {
        end.run();
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

    private void count(String name, Secret secret) {
        WeakReference<Secret> before = latest.get(name);
        if (before != null && before.refersTo(secret)) {
            hits.increment();
        } else {
            latest.put(name, new WeakReference<>(secret));
            misses.increment();
        }
    }

    private <T> T counted(Supplier<T> read) {
        try {
            return read.get();
        } catch (SecretsCacheException e) {
            failures.increment();
            throw e;
        }
    }
}
