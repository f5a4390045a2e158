package io.github.secretscache.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the listeners of version changes, one after the other, on at most one thread: a listener that throws or never
 * returns disturbs no read. Thread-safe.
 */
final class VersionChanges {
    private static final int MOST_UNTOLD = 1_000;

    private final List<SecretVersionListener> listeners = new CopyOnWriteArrayList<>();
    private final Executor threads;
    private final Deque<Runnable> untold = new ArrayDeque<>();
    private boolean telling;

    /** @param first the first listener, or null */
    VersionChanges(@Nullable SecretVersionListener first, Executor threads) {
        this.threads = threads;
        if (first != null) {
            listeners.add(first);
        }
    }

    void add(SecretVersionListener listener) {
        listeners.add(listener);
    }

    void remove(SecretVersionListener listener) {
        listeners.remove(listener);
    }

    /** Compares the result of a fetch with what was held before. */
    void landed(EntryStore.Landed landed) {
        Entry replaced = landed.replaced();
        SecretValue current = landed.entry().value();
        if (listeners.isEmpty() || replaced == null || replaced.value() == null || current == null) {
            return;
        }
        String previous = replaced.value().versionId();
        if (!previous.equals(current.versionId())) {
            SecretId id = landed.entry().id();
            listeners.forEach(listener -> queue(id, () -> listener.versionChanged(id, previous, current)));
        }
    }

    private synchronized void queue(SecretId id, Runnable change) {
        if (untold.size() >= MOST_UNTOLD) {
            Log.warning("the version listener is busy: it does not hear of a new version of " + id.name());
            return;
        }
        untold.add(() -> tell(id, change));
        if (!telling) {
            telling = true;
            threads.execute(this::tellAll);
        }
    }

    private void tellAll() {
        for (Runnable change = next(); change != null; change = next()) {
            change.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        telling = !untold.isEmpty();
        return untold.poll();
    }

    private static void tell(SecretId id, Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            // The message may hold the value that the listener got, so only the type is logged.
            Log.warning("the version listener threw " + e.getClass().getName() + " for " + id.noun());
        }
    }
}
