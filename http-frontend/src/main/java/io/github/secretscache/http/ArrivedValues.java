package io.github.secretscache.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the large values that were fetched and wait for the one thread that writes them: many threads may fetch them
 * faster than it can write. A request that finds no room waits in a queue, without its value. Thread-safe.
 */
final class ArrivedValues {
    /** In addition to the bytes that the cache holds. */
    static final long MAX_BYTES = 2 * 1024 * 1024;

    /**
     * How long room stays taken after the value was written. Values that push each other out of the cache are garbage in
     * the old generation, and a full collection stops all readers: this limits them to 32 MiB in a second.
     */
    static final Duration REST = Duration.ofMillis(64);

    private final IoThread thread;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    ArrivedValues(IoThread thread) {
        this.thread = thread;
    }

    private record Waiting(int size, Runnable step) {}

    /** {@return whether there is room, and no request waits for it; if so, it is taken until {@link #release}} */
    synchronized boolean take(int size) {
        boolean taken = waiting.isEmpty() && fits(size);
        bytes += taken ? size : 0;
        return taken;
    }

    /** Runs a step as soon as there is room, which is then taken until {@link #release}. */
    void takeLater(int size, Runnable step) {
        synchronized (this) {
            waiting.add(new Waiting(size, step));
        }
        admit();
    }

    /** The value has been written. */
    void release(int size) {
        thread.executeAfter(REST, () -> giveBack(size));
    }

    /** The room was not needed. */
    void giveBack(int size) {
        synchronized (this) {
            bytes -= size;
        }
        admit();
    }

    private void admit() {
        for (Waiting next = next(); next != null; next = next()) {
            next.step.run();
        }
    }

    private synchronized @Nullable Waiting next() {
        Waiting first = waiting.peek();
        if (first == null || !fits(first.size)) {
            return null;
        }
        bytes += first.size;
        return waiting.remove();
    }

    /** A value that is larger than the budget has it alone. */
    private boolean fits(int size) {
        return bytes == 0 || bytes + size <= MAX_BYTES;
    }

    @Override
    public synchronized String toString() {
        return "ArrivedValues[" + bytes + " bytes, " + waiting.size() + " waiting]";
    }
}
