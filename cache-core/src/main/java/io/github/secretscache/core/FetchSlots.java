package io.github.secretscache.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Decides when a call may be made, and so how many threads there are: at most {@code limit} calls at a time. A call that
 * is given up leaves its slot to another one although its thread may hang in the source for good, until there are {@value
 * #THREADS_FOR_EACH_SLOT} threads for each slot; then calls wait for a thread to come back. A key with {@value
 * #MOST_STUCK} calls that hang is not called again until one returns, so that one bad key cannot eat all threads.
 * Thread-safe.
 */
final class FetchSlots {
    static final int THREADS_FOR_EACH_SLOT = 4;
    static final int MOST_STUCK = 2;

    /** Where a call is. */
    enum State {
        WAITING,
        CALLING,
        /** Given up while it was calling. */
        STUCK,
        OVER
    }

    private final Executor threads;
    private final Consumer<Call> work;
    private final int limit;
    private final Deque<Call> waiting = new ArrayDeque<>();
    private final Map<SecretId, Integer> stuck = new HashMap<>();
    private int calling;
    private int inUse;

    /**
     * Slots with nothing in them.
     *
     * @param threads where calls are made; not the caller's thread
     * @param work makes the call; reports with {@link #returned} when the source has answered
     * @param limit how many calls at a time
     */
    FetchSlots(Executor threads, Consumer<Call> work, int limit) {
        this.threads = threads;
        this.work = work;
        this.limit = limit;
    }

    /**
     * Makes a call as soon as there is a slot.
     *
     * @return false if it is not made, because earlier calls for one of its keys hang
     */
    synchronized boolean submit(Call call) {
        if (call.flights().stream().anyMatch(flight -> isHanging(flight.id()))) {
            return false;
        }
        call.state = State.WAITING;
        waiting.add(call);
        startNext();
        return true;
    }

    /** Whether so many calls for a key hang that it is not called again. */
    synchronized boolean isHanging(SecretId id) {
        return stuck.getOrDefault(id, 0) >= MOST_STUCK;
    }

    /**
     * Gives a call up: it is not made, or its thread is interrupted and its slot is free.
     *
     * @return false if it was not made
     */
    synchronized boolean giveUp(Call call) {
        if (call.state == State.WAITING) {
            call.state = State.OVER;
            waiting.remove(call);
            return false;
        }
        if (call.state == State.CALLING) {
            call.state = State.STUCK;
            calling--;
            call.flights().forEach(flight -> stuck.merge(flight.id(), 1, Integer::sum));
            if (call.thread != null) {
                call.thread.interrupt();
            }
            startNext();
        }
        return true;
    }

    /** Says that the source has answered. */
    synchronized void returned(Call call) {
        if (call.state == State.CALLING) {
            calling--;
        } else if (call.state == State.STUCK) {
            call.flights().forEach(flight -> stuck.computeIfPresent(flight.id(), (id, n) -> n > 1 ? n - 1 : null));
        }
        call.state = State.OVER;
        call.thread = null;
        // A call that was given up at the last moment must not interrupt what this thread does next.
        Thread.interrupted();
        startNext();
    }

    private void startNext() {
        while (calling < limit && inUse < limit * THREADS_FOR_EACH_SLOT && !waiting.isEmpty()) {
            Call next = waiting.remove();
            next.state = State.CALLING;
            calling++;
            inUse++;
            try {
                threads.execute(() -> run(next));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // The cache is closed, or the process has no thread left: whoever waits is told by close() or in time.
                calling--;
                inUse--;
                next.state = State.OVER;
            }
        }
    }

    private void run(Call call) {
        try {
            if (begin(call)) {
                work.accept(call);
            }
        } finally {
            end();
        }
    }

    private synchronized boolean begin(Call call) {
        if (call.state != State.CALLING) {
            returned(call);
            return false;
        }
        call.thread = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        inUse--;
        startNext();
    }
}
