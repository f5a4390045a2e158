package io.github.secretscache.layer;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretSourceException;
import io.github.secretscache.core.SecretValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Secrets whose value is their name; some are missing, and a closed gate holds every fetch. */
final class ScriptedSource implements SecretSource {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> fetches = new LinkedBlockingQueue<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch closeGate = new CountDownLatch(0);

    void missing(String name) {
        missing.add(name);
    }

    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
        closeGate.countDown();
    }

    /** Makes {@link #close} hang until {@link #release}. */
    void holdClose() {
        closeGate = new CountDownLatch(1);
    }

    /** Waits until a fetch has begun and returns its name. */
    String awaitFetch() throws InterruptedException {
        String name = fetches.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (name == null) {
            throw new AssertionError("nothing was fetched");
        }
        return name;
    }

    /** {@return the fetches that have begun and were not waited for} */
    List<String> fetches() {
        return List.copyOf(fetches);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public SecretValue fetch(SecretId id) {
        fetches.add(id.name());
        await(gate);
        if (missing.contains(id.name())) {
            throw new SecretSourceException(
                    SecretSourceException.Reason.NOT_FOUND, "secret " + id.name() + " does not exist", null);
        }
        return SecretValue.ofText(
                new SecretValue.Description(
                        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + id.name() + "-AbCdEf",
                        id.name(),
                        "11111111-2222-3333-4444-555555555555",
                        List.of("AWSCURRENT"),
                        null),
                "value of " + id.name());
    }

    @Override
    public void close() {
        await(closeGate);
        closed.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretSourceException(SecretSourceException.Reason.CLOSED, "interrupted", e);
        }
    }
}
