package io.github.secretscache.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Shares the one I/O thread among all readers. A usual request is answered at once. Anything more expensive (a
 * pipelined request, another piece of a long head or of a long reply, a costly answer, the end of a connection) takes its
 * turn here. When the queue has worked for a millisecond within two, the thread serves all other connections for a
 * millisecond. Used on the I/O thread only.
 */
final class TurnQueue implements Executor {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final long SHARE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long PERIOD_NANOS = Duration.ofMillis(2).toNanos();

    private final IoThread thread;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private long periodBegin = System.nanoTime();
    private long spentNanos;

    TurnQueue(IoThread thread) {
        this.thread = thread;
    }

    @Override
    public void execute(Runnable turn) {
        waiting.addLast(turn);
        schedule();
    }

    /**
     * Goes ahead of all waiting tasks: for the rest of a half-received request, which takes memory until it is
     * complete.
     */
    void executeNext(Runnable turn) {
        waiting.addFirst(turn);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            thread.execute(this::takeTurns);
        }
    }

    private void takeTurns() {
        long begin = System.nanoTime();
        if (begin - periodBegin >= PERIOD_NANOS) {
            periodBegin = begin;
            spentNanos = 0;
        }
        try {
            long end = begin + SHARE_NANOS - spentNanos;
            for (Runnable turn = waiting.poll(); turn != null; turn = nextBefore(end)) {
                turn.run();
            }
        } finally {
            spentNanos += System.nanoTime() - begin;
            if (spentNanos >= SHARE_NANOS) {
                // Not at once, because the thread runs all of its tasks before it looks at any connection again.
                thread.executeAfter(PAUSE, this::beginPeriod);
            } else {
                scheduled = false;
                resume();
            }
        }
    }

    private void beginPeriod() {
        spentNanos = 0;
        scheduled = false;
        resume();
    }

    private void resume() {
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    private @Nullable Runnable nextBefore(long end) {
        return System.nanoTime() - end < 0 ? waiting.poll() : null;
    }

    @Override
    public String toString() {
        return "TurnQueue[" + waiting.size() + " waiting]";
    }
}
