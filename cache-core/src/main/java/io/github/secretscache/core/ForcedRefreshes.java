package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fetches that the user asks for, whatever is cached: none joins a fetch that began before it was asked for, and there is
 * at most one a second for each key. Nobody waits longer for one than a read would. Thread-safe.
 */
final class ForcedRefreshes {
    private static final long APART_MILLIS = 1_000;

    /** Requests within a second of the last fetch share the next one. */
    private static final class Gate {
        private @Nullable CompletableFuture<Entry> next;
    }

    private final CacheContext context;
    private final Fetches fetches;
    private final Deadlines deadlines;
    private final Timer timer;
    private final Map<SecretId, Gate> gates = new HashMap<>();

    /** Guarded by the gates. */
    private boolean closed;

    ForcedRefreshes(CacheContext context, Fetches fetches, Deadlines deadlines, Timer timer) {
        this.context = context;
        this.fetches = fetches;
        this.deadlines = deadlines;
        this.timer = timer;
    }

    /**
     * A fetch that has not begun yet; completes as its {@link InFlightFetch} does, or exceptionally with a {@link
     * SecretFetchException} if that takes longer than a read may.
     */
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

    /** The same because the secret was changed: at once, however short ago the last one was. */
    CompletableFuture<Entry> refreshChanged(SecretId id) {
        return inTime(fetches.start(id, Purpose.CHANGED));
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

    private CompletableFuture<Entry> begin(SecretId id) {
        timer.schedule(APART_MILLIS, () -> open(id));
        return inTime(fetches.start(id, Purpose.FORCED));
    }

    private CompletableFuture<Entry> inTime(InFlightFetch fetch) {
        CompletableFuture<Entry> inTime = fetch.copy();
        if (!fetch.isDone()) {
            long askedAt = context.time().now();
            long limit = context.limits().requestTimeoutMillis(fetch.id());
            Deadlines.Deadline deadline =
                    deadlines.in(limit, () -> inTime.completeExceptionally(fetch.lateness(fetch.id(), askedAt, limit)));
            var unused = inTime.whenComplete((entry, e) -> deadline.cancel());
        }
        return inTime;
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
            var unused = begin(id).whenComplete((entry, e) -> {
                if (entry == null) {
                    next.completeExceptionally(e);
                } else {
                    next.complete(entry);
                }
            });
        } catch (SecretFetchException e) {
            next.completeExceptionally(e);
        }
    }
}
