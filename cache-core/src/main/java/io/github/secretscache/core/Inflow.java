package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds how fast large values come in, by when calls begin. Values that push each other out of the cache are garbage in the
 * old generation, and a full collection stops all readers: without a bound, readers of many large secrets could keep the
 * process collecting. A call that hangs brings nothing, so no group waits for another one. Thread-safe.
 */
final class Inflow {
    /** Smaller values are not counted: they die young. */
    static final int LARGE_BYTES = 8 * 1024;

    /** By then nothing is left to count. */
    private static final long LONGEST_MILLIS = 60_000;

    private final WallTime time;
    private final Deadlines deadlines;
    private final long bytesPerSecond;
    private final Set<Runnable> waiting = new LinkedHashSet<>();
    private long bytes;
    private long countedAt;

    /** What must still be worked off until those who wait go on. */
    private long awaited;

    /**
     * Nothing has come yet.
     *
     * @param bytesPerSecond how fast they may come in the long run; as many may come at once
     */
    Inflow(WallTime time, Deadlines deadlines, long bytesPerSecond) {
        this.time = time;
        this.deadlines = deadlines;
        this.bytesPerSecond = bytesPerSecond;
        this.countedAt = time.now();
    }

    /** A value has come. */
    synchronized void came(int size) {
        if (size > LARGE_BYTES) {
            passTime();
            bytes += size;
        }
    }

    /**
     * Whether a call may begin now.
     *
     * @param then run if not, as soon as one may
     */
    synchronized boolean isOpen(Runnable then) {
        passTime();
        if (bytes <= bytesPerSecond) {
            return true;
        }
        if (waiting.isEmpty()) {
            awaited = bytes - bytesPerSecond;
            deadlines.in(1 + awaited * 1_000 / bytesPerSecond, this::open);
        }
        waiting.add(then);
        return false;
    }

    private void open() {
        List<Runnable> due;
        synchronized (this) {
            passTime();
            // The wall clock may have been set back: that much real time has passed in any case.
            workOff(awaited);
            due = new ArrayList<>(waiting);
            waiting.clear();
        }
        due.forEach(Runnable::run);
    }

    private void passTime() {
        long now = time.now();
        workOff(Math.min(LONGEST_MILLIS, now - countedAt) * bytesPerSecond / 1_000);
        countedAt = now;
    }

    private void workOff(long size) {
        bytes = Math.max(0, bytes - size);
        awaited = Math.max(0, awaited - size);
    }
}
