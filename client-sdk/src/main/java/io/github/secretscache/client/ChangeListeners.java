package io.github.secretscache.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Calls listeners when a read returns another version of a secret than the last read. Holds no value. Thread-safe. */
final class ChangeListeners {
    private static final int MAX_REMEMBERED = 1000;

    /** The version that a read returned, and the number of that read. */
    private record Seen(String versionId, long begun) {}

    private final List<SecretChangeListener> listeners = new CopyOnWriteArrayList<>();

    private final Map<String, Seen> lastSeen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    void add(SecretChangeListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void remove(SecretChangeListener listener) {
        listeners.remove(listener);
    }

    /**
     * Notes the version that a read returned, and calls the listeners if it is a new one.
     *
     * @param begun the number of the read; it is ignored if a read that began later was noted already
     */
    void note(String key, long begun, Secret secret) {
        String previous = exchange(key, new Seen(secret.versionId(), begun));
        if (previous == null) {
            return;
        }
        for (SecretChangeListener listener : listeners) {
            try {
                listener.versionChanged(previous, secret);
            } catch (Throwable e) { // a listener in Kotlin may throw a checked exception too
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** {@return the version seen before, if it is another one, or null} */
    private @Nullable String exchange(String key, Seen now) {
        if (now.versionId.isEmpty()) {
            return null;
        }
        synchronized (lastSeen) {
            Seen before = lastSeen.get(key);
            if (before != null && before.begun > now.begun) {
                return null;
            }
            lastSeen.put(key, now);
            return before == null || before.versionId.equals(now.versionId) ? null : before.versionId;
        }
    }
}
