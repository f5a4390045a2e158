package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Bounds the requests that read several secrets each: a read that waits for a slow service takes memory, and such requests
 * on all connections would take all there is. What finds no place waits in a queue, without any of its reads. Used on the
 * I/O thread only.
 */
final class ManyReads {
    /** How many reads such requests may have at a time: 50 of the largest batches, or a few MiB. */
    static final int MOST_READS = 1_000;

    /** How long a request waits for a place, in ticks, which a freeze does not count. */
    static final int PATIENCE_TICKS = 4;

    private final IoThread thread;
    private final Duration tick;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int reads;
    private boolean ticking;

    /** @param tick the time from one look at those who wait to the next */
    ManyReads(IoThread thread, Duration tick) {
        this.thread = thread;
        this.tick = tick;
    }

    /** A request in the queue. */
    private static final class Waiting {
        private final ReaderRequest request;
        private final int reads;
        private final Runnable enter;
        private int ticks;

        Waiting(ReaderRequest request, int reads, Runnable enter) {
            this.request = request;
            this.reads = reads;
            this.enter = enter;
        }
    }

    /**
     * Lets a request enter when there is a place for it. It leaves with the same number of reads.
     *
     * @param inMemory whether none of its reads has to wait; then it takes no place
     * @param enter run on the I/O thread with whether it has taken a place, perhaps at once
     */
    void enter(ReaderRequest request, int number, BooleanSupplier inMemory, Entering enter) {
        if (waiting.isEmpty() && fits(number)) {
            reads += number;
            enter.enter(true);
        } else if (inMemory.getAsBoolean()) {
            enter.enter(false);
        } else {
            waiting.add(new Waiting(request, number, () -> enter.enter(true)));
            if (!ticking) {
                ticking = true;
                tickLater();
            }
        }
    }

    /** How a request goes on. */
    @FunctionalInterface
    interface Entering {
        void enter(boolean hasPlace);
    }

    /** A request has done its reads. */
    void leave(int number) {
        reads -= number;
        // Not at once, or requests that fail at once would go on in each other's call.
        thread.execute(this::admit);
    }

    private boolean fits(int number) {
        return reads == 0 || reads + number <= MOST_READS;
    }

    private void admit() {
        for (Waiting next = waiting.peek(); next != null && fits(next.reads); next = waiting.peek()) {
            waiting.remove();
            if (!next.request.endIfLeft()) {
                reads += next.reads;
                next.enter.run();
            }
        }
    }

    private void tick() {
        List<Waiting> late = new ArrayList<>();
        waiting.removeIf(one -> {
            boolean isLate = ++one.ticks >= PATIENCE_TICKS;
            if (isLate) {
                late.add(one);
            }
            return isLate || one.request.endIfLeft();
        });
        late.forEach(one -> one.request.refuse(new SecretFetchException(
                Reason.BUSY,
                "nothing was read: other requests that read several secrets each wait for " + reads
                        + " of them, as many as may be; try again",
                null)));
        ticking = !waiting.isEmpty();
        if (ticking) {
            tickLater();
        }
        admit();
    }

    private void tickLater() {
        thread.executeAfter(tick, this::tick);
    }

    @Override
    public String toString() {
        return "ManyReads[" + reads + " reads, " + waiting.size() + " requests waiting]";
    }
}
