package io.github.secretscache.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Shares the one I/O thread among all readers. A usual request is answered at once. Anything more expensive (a
 * pipelined request, another piece of a long head or of a long reply, a costly answer) takes its turn here. The queue
 * works for a millisecond, and then the thread serves all other connections for as long. Used on the I/O thread only.
 */
final class TurnQueue implements Executor {
    private static final Duration AT_A_TIME = Duration.ofMillis(1);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final IoThread thread;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean scheduled;

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
        boolean taken = false;
        long begin = System.nanoTime();
        try {
            for (Runnable turn = waiting.poll(); turn != null; turn = nextBefore(begin + AT_A_TIME.toNanos())) {
                taken = true;
                turn.run();
            }
        } finally {
            scheduled = taken;
            if (scheduled) {
                // Not at once, because the thread runs all of its tasks before it looks at any connection again.
                thread.executeAfter(PAUSE, this::takeTurns);
            }
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
