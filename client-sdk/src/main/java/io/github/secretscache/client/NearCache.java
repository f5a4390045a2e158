package io.github.secretscache.client;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The values that the client keeps, each for as long as the server says that it is fresh. Bounded in number. A hit
 * takes no lock and allocates nothing.
 */
final class NearCache {
    /**
     * A kept value.
     *
     * @param begun the number of the read that returned it
     */
    record Held(Secret secret, @Nullable String etag, long begun) {}

    private final int maxEntries;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Held> entries = new ConcurrentHashMap<>();
    /** The latest reading of the clock; a lower reading means that the clock was set back. */
    private final AtomicLong latestMillis = new AtomicLong(Long.MIN_VALUE);

    private final AtomicLong reads = new AtomicLong();
    /** Reads up to this number began before the cache was last emptied, so their values are not kept. */
    private long emptiedAfter;

    NearCache(int maxEntries, InstantSource clock) {
        this.maxEntries = maxEntries;
        this.clock = clock;
    }

    /** {@return the value to use without asking the server, or null} */
    @Nullable
    Secret fresh(String key) {
        long now = now();
        Held held = entries.get(key);
        return held != null && held.secret.isFreshAt(now) ? held.secret : null;
    }

    /** {@return what is kept, fresh or not, or null} */
    @Nullable
    Held held(String key) {
        return entries.get(key);
    }

    /** {@return the number of a read that begins now} */
    long begin() {
        now();
        return reads.incrementAndGet();
    }

    /** Keeps the value of a read, unless a read that began later has already stored its own. */
    synchronized void keep(String key, long begun, ReadResult.Success success) {
        now();
        Held held = entries.get(key);
        if (begun <= emptiedAfter || (held != null && held.begun > begun)) {
            return;
        }
        if (maxEntries == 0 || !success.secret().hasTimeToLive()) {
            entries.remove(key);
            return;
        }
        if (held == null && entries.size() >= maxEntries) {
            entries.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().begun))
                    .map(Map.Entry::getKey)
                    .ifPresent(entries::remove);
        }
        entries.put(key, new Held(success.secret(), success.etag(), begun));
    }

    /** Drops a secret that was deleted or is refused. */
    synchronized void drop(String key, long begun) {
        Held held = entries.get(key);
        if (held == null || held.begun < begun) {
            entries.remove(key);
            emptiedAfter = Math.max(emptiedAfter, begun);
        }
    }

    /** Drops everything, including the values of reads in flight. */
    synchronized void clear() {
        entries.clear();
        emptiedAfter = reads.get();
    }

    private long now() {
        // Read this before the clock. Otherwise another thread's later reading would look like a clock set back.
        long seen = latestMillis.get();
        long now = clock.millis();
        if (now > seen) {
            latestMillis.accumulateAndGet(now, Math::max);
        } else if (now < seen) {
            clear();
            latestMillis.set(now);
        }
        return now;
    }
}
