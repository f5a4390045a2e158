package io.github.secretscache.core.testing;

import io.github.secretscache.core.SecretId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the calls of a {@link FakeSecretSource} pass before they are answered. Closed, it holds them as a network does that
 * swallows packets: an interrupt does not help. Thread-safe.
 */
public final class FakeGate {
    private static final long PATIENCE_SECONDS = 30;

    private final Set<String> closedFor = new HashSet<>();
    private boolean closed;
    private int held;
    private int generation;

    FakeGate() {}

    /** Holds every call from now on. */
    public synchronized void close() {
        closed = true;
    }

    /**
     * Holds the calls for one secret from now on.
     *
     * @param name the secret's name or ARN, as it is asked for
     */
    public synchronized void close(String name) {
        closedFor.add(name);
    }

    /** Lets all calls pass. */
    public synchronized void open() {
        closed = false;
        closedFor.clear();
        notifyAll();
    }

    /** Lets the calls pass that are held now, and holds later ones. */
    public synchronized void releaseHeld() {
        generation++;
        notifyAll();
    }

    /** {@return how many calls are held now} */
    public synchronized int held() {
        return held;
    }

    /**
     * Waits until calls are held.
     *
     * @param calls how many at least
     * @throws InterruptedException if the thread is interrupted meanwhile
     * @throws AssertionError if they do not come within 30 s
     */
    public synchronized void awaitHeld(int calls) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (held < calls) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + held + " of " + calls + " calls came");
            }
            wait(left);
        }
    }

    synchronized void pass(List<SecretId> ids) {
        int came = generation;
        boolean interrupted = false;
        held++;
        notifyAll();
        while (came == generation && (closed || ids.stream().anyMatch(id -> closedFor.contains(id.name())))) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        held--;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
