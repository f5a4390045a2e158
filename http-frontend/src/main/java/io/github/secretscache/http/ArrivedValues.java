package io.github.secretscache.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the values that were fetched and wait for the one thread that writes them: many threads may bring them faster than
 * it gets on. Thread-safe.
 */
final class ArrivedValues {
    /** Beyond what the cache holds anyway. */
    static final long MAX_BYTES = 2 * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    /** {@return whether a value may wait; if so, it is to be {@link #release released}} */
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
