package io.github.secretscache.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a call of one group may be made, so that no group waits for another: at most {@code limit} calls at a
 * time, reads first, refreshes last and with at most half of the places. After {@value Limits#MOST_UNANSWERED} calls in a row
 * that were not answered the group is <em>probed</em>: only one call at a time is made, until one is answered.
 *
 * <p>A call that is given up leaves its place to another one, although its thread may hang in the source for ever. Once
 * there are {@value #THREADS_FOR_EACH_PLACE} threads for each place, calls wait for a thread to return. A key with
 * {@value Limits#MOST_STUCK} calls that hang is not called again until one returns, so that one bad key cannot use up all
 * threads. Thread-safe.
 */
final class Bulkhead {
    static final int THREADS_FOR_EACH_PLACE = 4;
    private static final int LONGEST_PROBE_REST = 4;

    /** Where a call is. */
    enum State {
        WAITING,
        CALLING,
        /** Given up while it was calling. */
        STUCK,
        OVER
    }

    /** Whether a call is admitted. */
    enum Admission {
        TAKEN,
        /** Earlier calls for one of its keys hang. */
        HANGING,
        /** The group is being probed by another call. */
        PROBED
    }

    private enum Rank {
        READ,
        WARM_UP,
        REFRESH
    }

    /** What is done with calls. */
    interface Work {
        /** Makes a call; reports with {@link #returned} when the source has answered. */
        void make(SourceCall call);

        /**
         * Whether a call may begin now, as far as all groups together are concerned. This is called under a lock.
         *
         * @param then run later if not, as soon as one may
         */
        boolean mayBegin(Runnable then);

        /** There was no thread for a call. This is called under a lock, so it may only note that. */
        void notMade(SourceCall call);
    }

    /**
     * What all bulkheads share.
     *
     * @param threads where calls are made; not the caller's thread
     * @param work what is done with calls
     * @param limit how many calls at a time, for each group
     * @param backoff how long a group rests between probes while replicas stand in for it
     */
    record Shared(Executor threads, Work work, int limit, Backoff backoff) {}

    private final String name;
    private final Shared shared;
    private final Runnable goOn = this::resume;
    private final Map<Rank, Deque<SourceCall>> waiting = new EnumMap<>(Rank.class);
    private final Map<SecretId, Integer> stuck = new HashMap<>();
    private final Set<SourceCall> calling = new LinkedHashSet<>();
    private int refreshing;
    private int inUse;
    private int unanswered;
    private @Nullable SecretFetchException lastFailure;
    private @Nullable SourceCall probe;
    private long probeAt = Long.MIN_VALUE;
    private @Nullable String standIn;

    Bulkhead(String name, Shared shared) {
        this.name = name;
        this.shared = shared;
        for (Rank rank : Rank.values()) {
            waiting.put(rank, new ArrayDeque<>());
        }
    }

    String name() {
        return name;
    }

    /** Makes a call as soon as there is a place, if it is admitted. */
    synchronized Admission submit(SourceCall call) {
        if (call.fetches().stream().anyMatch(fetch -> isHanging(fetch.id()))) {
            return Admission.HANGING;
        }
        if (isProbed()) {
            if (probe != null) {
                return Admission.PROBED;
            }
            probe = call;
        }
        queueOf(rankOf(call)).add(call);
        startNext();
        return Admission.TAKEN;
    }

    /** Moves a call ahead of refreshes, because a read now waits for it. */
    synchronized void promote(SourceCall call) {
        if (call.state == State.WAITING && queueOf(rankOf(call)).remove(call)) {
            queueOf(Rank.READ).add(call);
            startNext();
        }
    }

    /** Whether too many calls for a key hang, so that it is not called again. */
    synchronized boolean isHanging(SecretId id) {
        return stuck.getOrDefault(id, 0) >= Limits.MOST_STUCK;
    }

    /**
     * Gives up a call that has begun: its thread is interrupted, and its place is free from {@link #resume} on.
     *
     * @return false if the source has answered already
     */
    synchronized boolean giveUp(SourceCall call) {
        if (call.state != State.CALLING) {
            return false;
        }
        leave(call, State.STUCK);
        keyOf(call).ifPresent(id -> stuck.merge(id, 1, Integer::sum));
        if (call.thread != null) {
            call.thread.interrupt();
        }
        return true;
    }

    /** Makes waiting calls: a call that was given up has left its place, once it is known what that means for the group. */
    synchronized void resume() {
        startNext();
    }

    /**
     * Says that the source has answered a call.
     *
     * @return false if it was given up before
     */
    synchronized boolean returned(SourceCall call) {
        boolean isInTime = call.state == State.CALLING;
        if (call.state == State.CALLING) {
            leave(call, State.OVER);
        } else if (call.state == State.STUCK) {
            keyOf(call).ifPresent(key -> stuck.computeIfPresent(key, (id, n) -> n > 1 ? n - 1 : null));
            call.state = State.OVER;
        }
        call.thread = null;
        // If the call was given up at the last moment, the interrupt must not hit the next work of this thread.
        Thread.interrupted();
        startNext();
        return isInTime;
    }

    /** The group has answered a call: it is not probed any more. */
    synchronized void answered() {
        unanswered = 0;
        lastFailure = null;
    }

    /**
     * The group has not answered a call.
     *
     * @return the calls that will not be made, if the group is probed from now on
     */
    synchronized List<SourceCall> notAnswered(SecretFetchException failure, long now) {
        lastFailure = failure;
        unanswered = Math.min(unanswered + 1, 1_000);
        if (unanswered < Limits.MOST_UNANSWERED) {
            return List.of();
        }
        probeAt = now
                + shared.backoff.restMillis(Math.min(unanswered - Limits.MOST_UNANSWERED + 1, LONGEST_PROBE_REST), now);
        return drop();
    }

    /** Whether only one call at a time is made. */
    synchronized boolean isProbed() {
        return unanswered >= Limits.MOST_UNANSWERED;
    }

    /** Whether it is time for the next probe if no read makes one. */
    synchronized boolean isProbeDue(long now) {
        return isProbed() && probe == null && now >= probeAt;
    }

    /** Why the last call was not answered; {@code null} if it was. */
    synchronized @Nullable SecretFetchException lastFailure() {
        return lastFailure;
    }

    /**
     * Notes which region values come from.
     *
     * @param replica the replica region that stands in, or {@code null} for none
     * @return whether that is new
     */
    synchronized boolean comesFrom(@Nullable String replica) {
        boolean changes = !Objects.equals(standIn, replica);
        standIn = replica;
        return changes;
    }

    synchronized GroupStatus status() {
        int queued = waiting.values().stream().mapToInt(Deque::size).sum();
        return new GroupStatus(name, calling.size(), queued, isProbed());
    }

    /** The calls that are being made. */
    synchronized List<SourceCall> calling() {
        return List.copyOf(calling);
    }

    /** Removes and returns the waiting calls. */
    synchronized List<SourceCall> drop() {
        List<SourceCall> dropped = new ArrayList<>();
        for (Deque<SourceCall> queue : waiting.values()) {
            dropped.addAll(queue);
            queue.clear();
        }
        for (SourceCall call : dropped) {
            call.state = State.OVER;
            probe = probe == call ? null : probe;
        }
        return dropped;
    }

    private void startNext() {
        int limit = shared.limit;
        while (calling.size() < limit && inUse < limit * THREADS_FOR_EACH_PLACE && isWaiting()) {
            SourceCall next = shared.work.mayBegin(goOn) ? next() : null;
            if (next == null) {
                return;
            }
            start(next);
        }
    }

    private boolean isWaiting() {
        for (Deque<SourceCall> queue : waiting.values()) {
            if (!queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private @Nullable SourceCall next() {
        SourceCall next = queueOf(Rank.READ).poll();
        if (next == null) {
            next = queueOf(Rank.WARM_UP).poll();
        }
        return next == null && refreshing < Math.max(1, shared.limit / 2)
                ? queueOf(Rank.REFRESH).poll()
                : next;
    }

    private void start(SourceCall call) {
        call.state = State.CALLING;
        calling.add(call);
        refreshing += rankOf(call) == Rank.REFRESH ? 1 : 0;
        inUse++;
        try {
            shared.threads.execute(() -> run(call));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The cache is closed, or the process has no thread left.
            leave(call, State.OVER);
            inUse--;
            shared.work.notMade(call);
        }
    }

    private void leave(SourceCall call, State state) {
        call.state = state;
        calling.remove(call);
        refreshing -= rankOf(call) == Rank.REFRESH ? 1 : 0;
        probe = probe == call ? null : probe;
    }

    private void run(SourceCall call) {
        try {
            if (begin(call)) {
                shared.work.make(call);
            }
        } finally {
            end(call);
        }
    }

    private synchronized boolean begin(SourceCall call) {
        if (call.state != State.CALLING) {
            boolean unused = returned(call);
            return false;
        }
        call.thread = Thread.currentThread();
        return true;
    }

    private synchronized void end(SourceCall call) {
        inUse--;
        if (call.state != State.OVER) {
            boolean unused = returned(call);
        }
        startNext();
    }

    /** The key of a call; none if it is a batch, because no single key is to blame then. */
    private static Optional<SecretId> keyOf(SourceCall call) {
        List<InFlightFetch> fetches = call.fetches();
        return fetches.size() == 1 ? Optional.of(fetches.get(0).id()) : Optional.empty();
    }

    private Deque<SourceCall> queueOf(Rank rank) {
        return Objects.requireNonNull(waiting.get(rank));
    }

    private static Rank rankOf(SourceCall call) {
        return switch (call.purpose()) {
            case CHANGED, FORCED, READ -> Rank.READ;
            case WARM_UP -> Rank.WARM_UP;
            case REFRESH, PROBE -> Rank.REFRESH;
        };
    }
}
