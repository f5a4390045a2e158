package io.github.secretscache.core;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SourceCall.Route;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes calls of the source: each through the bulkhead of its route and within its time limit. The result updates the
 * state of the route and goes to the {@link CallReceiver}. Thread-safe.
 */
final class SourceCalls {
    /** A call whose time-out is noticed this late was frozen with the process; that is no sign that the source fails. */
    private static final long FROZEN_MILLIS = 1_000;

    private final CacheContext context;
    private final SecretSource source;
    private final Deadlines deadlines;
    private final Bulkhead.Shared shared;
    private final Inflow inflow;
    private final Map<String, Bulkhead> bulkheads = new ConcurrentHashMap<>();
    private final Map<SourceCall, Deadlines.Deadline> calling = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    SourceCalls(CacheContext context, SecretSource source, Deadlines deadlines, Executor threads) {
        this.context = context;
        this.source = source;
        this.deadlines = deadlines;
        this.inflow = new Inflow(context.time(), deadlines, context.limits().largeBytesPerSecond());
        this.shared = new Bulkhead.Shared(
                threads,
                new Work(),
                context.limits().maxConcurrentFetches(),
                context.rule().backoff());
    }

    /** The bulkhead for the route of a key. */
    Bulkhead bulkheadOf(SecretId id) {
        return bulkhead(source.routeOf(id));
    }

    Bulkhead bulkhead(String name) {
        return bulkheads.computeIfAbsent(name, key -> new Bulkhead(key, shared));
    }

    /** The state of the groups. */
    List<GroupStatus> groups() {
        return bulkheads.values().stream()
                .map(Bulkhead::status)
                .sorted((one, other) -> one.group().compareTo(other.group()))
                .toList();
    }

    /** Gives up all calls; their receivers are not called any more. */
    Set<SourceCall> close() {
        Set<SourceCall> all = new HashSet<>();
        bulkheads.values().forEach(bulkhead -> all.addAll(bulkhead.drop()));
        for (SourceCall call : calling.keySet()) {
            call.route().bulkhead().giveUp(call);
            all.add(call);
        }
        return all;
    }

    /** Short, so that a secret that hangs only in a batch is soon fetched by itself. */
    long batchLimitMillis(SecretId id) {
        return Math.max(1, limitMillis(id) / 2);
    }

    long limitMillis(SecretId id) {
        return context.limits().requestTimeoutMillis(id);
    }

    private final class Work implements Bulkhead.Work {
        @Override
        public void make(SourceCall call) {
            SourceCalls.this.make(call);
        }

        @Override
        public boolean mayBegin(Runnable then) {
            return inflow.isOpen(then);
        }

        @Override
        public void notMade(SourceCall call) {
            try {
                deadlines.in(0, () -> call.receiver().notMade(call));
            } catch (OutOfMemoryError e) {
                // There is no thread for the timer either. The limit is set nevertheless, and a waiting read checks it.
            }
        }
    }

    /** Runs on a thread for fetches. */
    private void make(SourceCall call) {
        if (isForgotten(call)) {
            boolean unused = call.route().bulkhead().returned(call);
            call.receiver().forgotten(call);
            return;
        }
        call.begin(numbers.incrementAndGet(), context.time().now());
        calling.put(call, deadlines.in(call.limitMillis(), () -> giveUp(call)));
        Map<SecretId, FetchOutcome> outcomes = call.ask(source);
        count(outcomes.values());
        boolean isInTime = call.route().bulkhead().returned(call);
        long now = context.time().now();
        Deadlines.Deadline deadline = calling.remove(call);
        if (deadline != null) {
            deadline.cancel();
        }
        context.counters().called(call.elapsedMillis(now));
        boolean counts = isInTime && !isFrozen(call, now);
        judge(call, outcomes.values(), counts);
        call.receiver().returned(call, outcomes, new CallReceiver.Timeliness(isInTime, counts));
    }

    /**
     * Whether it waited so long that whoever asked has given up, and has not come again either. Without this, readers that come
     * faster than the source answers would make the queue longer and longer, and no read would be answered in time.
     */
    private boolean isForgotten(SourceCall call) {
        long now = context.time().now();
        return call.route().replica() == null
                && call.fetches().size() == 1
                && call.fetches().get(0).isForgotten(now, 2 * limitMillis(call.subject()));
    }

    private void count(Collection<FetchOutcome> outcomes) {
        for (FetchOutcome outcome : outcomes) {
            if (outcome instanceof FetchOutcome.Fetched fetched) {
                inflow.came(fetched.value().sizeInBytes());
            }
        }
    }

    private void giveUp(SourceCall call) {
        if (!call.route().bulkhead().giveUp(call)) {
            return;
        }
        boolean held = !isFrozen(call, context.time().now());
        SecretId asked = call.subject();
        SecretFetchException cause = Failures.timedOut(asked, limitMillis(asked));
        // A call that had only the rest of another call's time limit says nothing about the replica.
        boolean counts = held && call.limitMillis() >= batchLimitMillis(asked);
        judge(call, List.of(new FetchOutcome.Failed(cause)), counts);
        call.route().bulkhead().resume();
        call.receiver().givenUp(call, held);
    }

    /**
     * Notes what the outcomes say about the group, whatever secret they are for.
     *
     * @param counts whether a failure counts, or says nothing about the group
     */
    private void judge(SourceCall call, Collection<FetchOutcome> outcomes, boolean counts) {
        Bulkhead bulkhead = call.route().bulkhead();
        if (call.hasAnswer()) {
            bulkhead.answered();
            return;
        }
        SecretFetchException unanswered = null;
        for (FetchOutcome outcome : outcomes) {
            SecretFetchException cause = outcome instanceof FetchOutcome.Failed failed ? failed.cause() : null;
            if (cause == null || isAnswer(cause.reason(), call.route())) {
                bulkhead.answered();
                return;
            }
            unanswered = isUnanswered(cause.reason()) ? cause : unanswered;
        }
        if (unanswered == null || !counts) {
            return;
        }
        List<SourceCall> dropped =
                bulkhead.notAnswered(unanswered, context.time().now());
        if (bulkhead.isProbed()) {
            bulkhead.calling().forEach(current -> current.fetches().forEach(InFlightFetch::letGo));
            dropped.forEach(waiting -> waiting.receiver().dropped(waiting));
        }
    }

    /** A service that throttles or fails does answer; but if there are replicas, they may succeed. */
    private static boolean isAnswer(Reason reason, Route route) {
        boolean hasReplicas = route.replica() != null || !route.replicas().isEmpty();
        return reason.isDefinitive() || (isBusyService(reason) && !hasReplicas);
    }

    private static boolean isUnanswered(Reason reason) {
        return reason == Reason.TIMED_OUT || reason == Reason.CONNECTION_FAILED || isBusyService(reason);
    }

    private static boolean isBusyService(Reason reason) {
        return reason == Reason.THROTTLED || reason == Reason.SERVICE_FAILED;
    }

    private static boolean isFrozen(SourceCall call, long now) {
        return call.elapsedMillis(now) >= call.limitMillis() + FROZEN_MILLIS;
    }
}
