package io.github.secretscache.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The room for large values that were fetched and wait for the one thread that writes them: many threads may bring them
 * faster than it gets on. Who finds none waits, without its value, behind those who came before. Thread-safe.
 */
final class ArrivedValues {
    /** Beyond what the cache holds anyway. */
    static final long MAX_BYTES = 2 * 1024 * 1024;

    /**
     * How long the room of a value that was written stays taken. What has been in the cache for a while is collected with
     * the whole heap only, and that stops everybody: so of values that push each other out there is a second's worth of
     * 32 MiB, whatever readers ask for.
     */
    static final Duration REST = Duration.ofMillis(64);

    private final IoThread thread;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    ArrivedValues(IoThread thread) {
        this.thread = thread;
    }

    private record Waiting(int size, Runnable step) {}

    /** {@return whether there is room, and nobody waits for it; if so, it is taken, and to be {@link #release released}} */
    synchronized boolean take(int size) {
        boolean taken = waiting.isEmpty() && fits(size);
        bytes += taken ? size : 0;
        return taken;
    }

    /** Runs a step when there is room, which then is taken, and to be {@link #release released}. */
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

    /** There is no value after all, as nobody waits for it any more. */
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

    /** One that is larger than all room has it alone. */
    private boolean fits(int size) {
        return bytes == 0 || bytes + size <= MAX_BYTES;
    }

    @Override
    public synchronized String toString() {
        return "ArrivedValues[" + bytes + " bytes, " + waiting.size() + " waiting]";
    }
}
