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
 * Makes calls of the source: each by the bulkhead of its way and within its time limit. What became of it says how the way
 * stands, and is told to the {@link CallReceiver}. Thread-safe.
 */
final class SourceCalls {
    /** A call that is found this late after its time was frozen with the process: no sign that the source is ill. */
    private static final long FROZEN_MILLIS = 1_000;

    private final CacheContext context;
    private final SecretSource source;
    private final Deadlines deadlines;
    private final Bulkhead.Shared shared;
    private final Map<String, Bulkhead> bulkheads = new ConcurrentHashMap<>();
    private final Map<SourceCall, Deadlines.Deadline> calling = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    SourceCalls(CacheContext context, SecretSource source, Deadlines deadlines, Executor threads) {
        this.context = context;
        this.source = source;
        this.deadlines = deadlines;
        this.shared = new Bulkhead.Shared(
                threads,
                new Work(),
                context.limits().maxConcurrentFetches(),
                context.rule().backoff());
    }

    /** The bulkhead of the way of a key. */
    Bulkhead bulkheadOf(SecretId id) {
        return bulkhead(source.routeOf(id));
    }

    Bulkhead bulkhead(String name) {
        return bulkheads.computeIfAbsent(name, key -> new Bulkhead(key, shared));
    }

    /** How the groups stand. */
    List<GroupStatus> groups() {
        return bulkheads.values().stream()
                .map(Bulkhead::status)
                .sorted((one, other) -> one.group().compareTo(other.group()))
                .toList();
    }

    /** Gives all calls up; who receives them hears no more. */
    Set<SourceCall> close() {
        Set<SourceCall> all = new HashSet<>();
        bulkheads.values().forEach(bulkhead -> all.addAll(bulkhead.drop()));
        for (SourceCall call : calling.keySet()) {
            call.route().bulkhead().giveUp(call);
            all.add(call);
        }
        return all;
    }

    /** So short that what hangs only in a batch is fetched by itself before long. */
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
        public void notMade(SourceCall call) {
            try {
                deadlines.in(0, () -> call.receiver().notMade(call));
            } catch (OutOfMemoryError e) {
                // No thread for the timer either: the limit is set all the same, and a read that waits looks at it.
            }
        }
    }

    /** Runs on a thread for fetches. */
    private void make(SourceCall call) {
        call.begin(numbers.incrementAndGet(), context.time().now());
        calling.put(call, deadlines.in(call.limitMillis(), () -> giveUp(call)));
        Map<SecretId, FetchOutcome> outcomes = call.ask(source);
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

    private void giveUp(SourceCall call) {
        if (!call.route().bulkhead().giveUp(call)) {
            return;
        }
        boolean held = !isFrozen(call, context.time().now());
        SecretId asked = call.subject();
        SecretFetchException cause = Failures.timedOut(asked, limitMillis(asked));
        // A call that had only the rest of another one's limit says nothing of the replica.
        boolean counts = held && call.limitMillis() >= batchLimitMillis(asked);
        judge(call, List.of(new FetchOutcome.Failed(cause)), counts);
        call.route().bulkhead().resume();
        call.receiver().givenUp(call, held);
    }

    /**
     * Notes what outcomes say of the group, whichever secret they are of.
     *
     * @param counts whether a failure counts, or says nothing of the group
     */
    private void judge(SourceCall call, Collection<FetchOutcome> outcomes, boolean counts) {
        Bulkhead bulkhead = call.route().bulkhead();
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

    /** A service that throttles or fails does answer; but where there are replicas, they can do better. */
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
