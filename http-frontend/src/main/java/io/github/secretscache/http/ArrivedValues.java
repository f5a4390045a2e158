package io.github.secretscache.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the values that were fetched and wait for the one thread that writes them: many threads may fetch them faster
 * than it can write. Thread-safe.
 */
final class ArrivedValues {
    /** In addition to the bytes that the cache holds. */
    static final long MAX_BYTES = 2 * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    /** {@return whether a value may wait; if so, {@link #release} must be called later} */
    boolean admit(int size) {
        long before = bytes.getAndAdd(size);
        if (before > 0 && before + size > MAX_BYTES) {
            bytes.addAndGet(-size);
            return false;
        }
        return true;
    }

    void release(int size) {
        bytes.addAndGet(-size);
    }

    @Override
    public String toString() {
        return "ArrivedValues[" + bytes + " bytes]";
    }
}
