package io.github.secretscache.core;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fetches that the user asks for, whatever is cached: none joins a fetch that began before it was asked for, and there is
 * at most one a second for each key. Thread-safe.
 */
final class ForcedRefreshes {
    private static final long APART_MILLIS = 1_000;

    /** Requests within a second of the last fetch share the next one. */
    private static final class Gate {
        private @Nullable CompletableFuture<Entry> next;
    }

    private final Fetches fetches;
    private final Timer timer;
    private final Map<SecretId, Gate> gates = new HashMap<>();

    /** Guarded by the gates. */
    private boolean closed;

    ForcedRefreshes(Fetches fetches, Timer timer) {
        this.fetches = fetches;
        this.timer = timer;
    }

    /** A fetch that has not begun yet; completes as its {@link InFlightFetch} does. */
    CompletableFuture<Entry> refresh(SecretId id) {
        synchronized (gates) {
            if (closed) {
                throw Failures.closed();
            }
            Gate gate = gates.get(id);
            if (gate != null) {
                if (gate.next == null) {
                    gate.next = new CompletableFuture<>();
                }
                return gate.next;
            }
            gates.put(id, new Gate());
        }
        return begin(id);
    }

    /** Ends the wait for fetches that have not begun. */
    void close() {
        synchronized (gates) {
            closed = true;
            gates.values().forEach(gate -> {
                if (gate.next != null) {
                    gate.next.completeExceptionally(Failures.closed());
                }
            });
            gates.clear();
        }
    }

    private InFlightFetch begin(SecretId id) {
        timer.schedule(APART_MILLIS, () -> open(id));
        return fetches.start(id);
    }

    private void open(SecretId id) {
        CompletableFuture<Entry> next;
        synchronized (gates) {
            Gate gate = gates.get(id);
            if (gate == null || gate.next == null) {
                gates.remove(id);
                return;
            }
            next = gate.next;
            gate.next = null;
        }
        try {
            CompletableFuture<?> unused = begin(id).thenAccept(next::complete);
        } catch (SecretFetchException e) {
            next.completeExceptionally(e);
        }
    }
}
