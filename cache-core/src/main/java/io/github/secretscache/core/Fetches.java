package io.github.secretscache.core;

import io.github.secretscache.core.Bulkhead.Admission;
import io.github.secretscache.core.InFlightFetch.Purpose;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SourceCall.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The fetches in flight: one for each key at a time, each by the bulkhead of its group and, when that does not answer, by
 * those of its replicas. A call is given up after the request timeout. Thread-safe.
 */
final class Fetches {
    /** A call that is found this late after its time was frozen with the process: no sign that the source is ill. */
    private static final long FROZEN_MILLIS = 1_000;

    private final CacheContext context;
    private final SecretSource source;
    private final Deadlines deadlines;
    private final FetchCompletion completion;
    private final Bulkhead.Shared shared;
    private final Map<SecretId, InFlightFetch> inTheAir = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> bulkheads = new ConcurrentHashMap<>();
    private final Map<SourceCall, Deadlines.Deadline> calling = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    Fetches(
            CacheContext context,
            SecretSource source,
            Deadlines deadlines,
            Executor threads,
            FetchCompletion completion) {
        this.context = context;
        this.source = source;
        this.deadlines = deadlines;
        this.completion = completion;
        this.shared = new Bulkhead.Shared(
                threads,
                new Work(),
                context.limits().maxConcurrentFetches(),
                context.rule().backoff());
    }

    /**
     * The fetch of a key in flight, or a new one, which begins only if what is stored by then is due: whoever was held up
     * between looking and fetching starts no second one. It completes none that others know of, so that it may be called
     * under a lock of the store.
     *
     * @throws SecretFetchException if the cache is closed
     */
    InFlightFetch join(SecretId id, Purpose purpose) {
        InFlightFetch next = newFetch(id, purpose);
        InFlightFetch fetch = takeOff(next, true);
        if (fetch != next) {
            SourceCall call = fetch.call();
            if (call != null && purpose == Purpose.READ) {
                call.route().bulkhead().promote(call);
            }
        }
        return fetch;
    }

    /** A new fetch of a key, whatever is in flight; later reads join it. */
    InFlightFetch start(SecretId id) {
        InFlightFetch fetch = newFetch(id, Purpose.FORCED);
        inTheAir.put(id, fetch);
        beginAgain(fetch);
        endIfClosed(fetch);
        return fetch;
    }

    /** One call for several keys of one group, and the fetches in the air of those that have one already. */
    List<InFlightFetch> joinAll(List<SecretId> ids, Purpose purpose) {
        List<InFlightFetch> fetches = new ArrayList<>();
        List<InFlightFetch> batch = new ArrayList<>();
        try {
            joinAll(ids, purpose, fetches, batch);
        } catch (RuntimeException e) {
            // Nobody makes them, so no read may join them.
            for (InFlightFetch fetch : batch) {
                completion.refuse(fetch, Failures.of(fetch.id(), e));
                inTheAir.remove(fetch.id(), fetch);
            }
            throw e;
        }
        return fetches;
    }

    private void joinAll(List<SecretId> ids, Purpose purpose, List<InFlightFetch> fetches, List<InFlightFetch> batch) {
        for (SecretId id : ids) {
            InFlightFetch next = newFetch(id, purpose);
            // A key whose calls hang would spoil the call for the others.
            boolean alone = ids.size() == 1 || bulkheadOf(id).isHanging(id);
            InFlightFetch fetch = takeOff(next, alone);
            fetches.add(fetch);
            if (fetch == next && !alone && !fetch.isDone()) {
                batch.add(fetch);
            }
        }
        if (!batch.isEmpty()) {
            Bulkhead bulkhead = bulkheadOf(ids.get(0));
            Route route = new Route(bulkhead, bulkhead, source.replicasOf(ids.get(0)), null);
            long limitMillis = source.batchingOf(ids.get(0)).isUsual() ? limitMillis() : batchLimitMillis();
            if (submit(batch, route, limitMillis) != Admission.TAKEN) {
                batch.forEach(this::beginAgain);
            }
            batch.forEach(this::endIfClosed);
        }
    }

    /** The keys that are being fetched. */
    Set<SecretId> inTheAir() {
        return Set.copyOf(inTheAir.keySet());
    }

    /** How the groups stand. */
    List<GroupStatus> groups() {
        return bulkheads.values().stream()
                .map(Bulkhead::status)
                .sorted((one, other) -> one.group().compareTo(other.group()))
                .toList();
    }

    /** Ends all fetches and refuses new ones. */
    void close() {
        closed = true;
        Set<InFlightFetch> all = new HashSet<>(inTheAir.values());
        for (Bulkhead bulkhead : bulkheads.values()) {
            bulkhead.drop().forEach(call -> all.addAll(call.fetches()));
        }
        for (SourceCall call : calling.keySet()) {
            call.route().bulkhead().giveUp(call);
            all.addAll(call.fetches());
        }
        all.forEach(fetch -> completion.refuse(fetch, Failures.closed()));
    }

    boolean isClosed() {
        return closed;
    }

    private InFlightFetch newFetch(SecretId id, Purpose purpose) {
        if (closed) {
            throw Failures.closed();
        }
        return new InFlightFetch(id, purpose, context.time().now());
    }

    private InFlightFetch takeOff(InFlightFetch next, boolean begins) {
        long now = next.askedAt();
        InFlightFetch fetch = inTheAir.compute(next.id(), (id, current) -> {
            if (current != null && !current.isDone() && !current.isOverdue(now)) {
                return current;
            }
            Entry standing = completion.standing(id, now);
            if (standing != null) {
                next.land(standing);
            } else if (begins) {
                begin(next);
            }
            return next.isDone() ? null : next;
        });
        if (fetch == null) {
            return next;
        }
        if (fetch == next) {
            endIfClosed(next);
        }
        return fetch;
    }

    /** Perhaps close() has not seen a fetch that is new. */
    private void endIfClosed(InFlightFetch fetch) {
        if (closed) {
            completion.refuse(fetch, Failures.closed());
            throw Failures.closed();
        }
    }

    /** Sends a fetch by the first way that takes it, or ends it if none does. */
    private void begin(InFlightFetch fetch) {
        SecretId id = fetch.id();
        try {
            Bulkhead own = bulkheadOf(id);
            List<String> replicas = source.replicasOf(id);
            SecretFetchException last = own.lastFailure();
            if (last != null && own.isProbed()) {
                fetch.letGo();
                if (!replicas.isEmpty()) {
                    probe(id, new Route(own, own, replicas, null));
                    SecretFetchException cause = fetch.firstFailure(Failures.probed(id, own.name(), last));
                    if (!goOn(fetch, new Route(own, own, replicas, null), limitMillis())) {
                        completion.refuse(fetch, cause);
                    }
                    return;
                }
            }
            switch (submit(List.of(fetch), new Route(own, own, replicas, null), limitMillis())) {
                case TAKEN -> {}
                case HANGING -> completion.refuse(fetch, Failures.hanging(id));
                case PROBED -> completion.refuse(fetch, Failures.probed(id, own.name(), last));
            }
        } catch (RuntimeException e) {
            completion.refuse(fetch, Failures.of(id, e));
        }
    }

    private void probe(SecretId id, Route route) {
        if (route.own().isProbeDue(context.time().now())) {
            submit(List.of(newFetch(id, Purpose.PROBE)), route, limitMillis());
        }
    }

    /** Sends a fetch on to a replica; false if none takes it in time. */
    private boolean goOn(InFlightFetch fetch, Route failed, long leftMillis) {
        List<String> replicas = failed.replicas();
        for (int i = 0; leftMillis > 0 && i < replicas.size(); i++) {
            Bulkhead bulkhead = bulkhead(failed.own().name() + "@" + replicas.get(i));
            List<String> rest = replicas.subList(i + 1, replicas.size());
            Route route = new Route(bulkhead, failed.own(), rest, replicas.get(i));
            if (submit(List.of(fetch), route, leftMillis) == Admission.TAKEN) {
                return true;
            }
        }
        return false;
    }

    private static Admission submit(List<InFlightFetch> fetches, Route route, long limitMillis) {
        return route.bulkhead().submit(new SourceCall(fetches, route, limitMillis));
    }

    private Bulkhead bulkheadOf(SecretId id) {
        return bulkhead(source.routeOf(id));
    }

    private Bulkhead bulkhead(String name) {
        return bulkheads.computeIfAbsent(name, key -> new Bulkhead(key, shared));
    }

    private final class Work implements Bulkhead.Work {
        @Override
        public void make(SourceCall call) {
            Fetches.this.make(call);
        }

        @Override
        public void notMade(SourceCall call) {
            try {
                deadlines.in(0, () -> refuse(call));
            } catch (OutOfMemoryError e) {
                // No thread for the timer either: the limit is set all the same, and a read that waits looks at it.
            }
        }
    }

    /** Ends the fetches of a call for which there was no thread. */
    private void refuse(SourceCall call) {
        for (InFlightFetch fetch : call.fetches()) {
            if (fetch.call() == call) {
                SecretId id = fetch.id();
                completion.refuse(fetch, closed ? Failures.closed() : Failures.noThread(id));
                inTheAir.remove(id, fetch);
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
        for (InFlightFetch fetch : call.fetches()) {
            FetchOutcome outcome = outcomes.get(fetch.id());
            if (isInTime || isNewsWhenLate(outcome)) {
                settle(fetch, outcome, call, counts || !isInTime);
            }
        }
    }

    /** A call that was given up has been told to be over; but a value counts, and so does that there is none any more. */
    private static boolean isNewsWhenLate(@Nullable FetchOutcome outcome) {
        return outcome instanceof FetchOutcome.Fetched
                || (outcome instanceof FetchOutcome.Failed failed
                        && failed.cause().reason().isDefinitive());
    }

    private void settle(InFlightFetch fetch, @Nullable FetchOutcome outcome, SourceCall call, boolean held) {
        if (outcome == null) {
            if (!fetch.isDone()) {
                begin(fetch);
            }
        } else if (outcome instanceof FetchOutcome.Failed failed) {
            fail(fetch, failed.cause(), call, held);
        } else if (outcome instanceof FetchOutcome.Fetched fetched) {
            if (completion.succeed(fetch, fetched.value(), call)) {
                tellOrigin(call.route());
            } else {
                fail(
                        fetch,
                        Failures.lagging(fetch.id(), String.valueOf(call.route().replica())),
                        call,
                        held);
            }
        }
        if (fetch.isDone()) {
            inTheAir.remove(fetch.id(), fetch);
        }
    }

    private void fail(InFlightFetch fetch, SecretFetchException cause, SourceCall call, boolean held) {
        Route route = call.route();
        SecretFetchException first = fetch.firstFailure(cause);
        boolean isAway =
                cause.reason() == Reason.CONNECTION_FAILED || route.own().isProbed();
        boolean mayGoOn = fetch.purpose() != Purpose.PROBE
                && (route.replica() != null || (cause.reason().isTransient() && isAway));
        long now = context.time().now();
        if (fetch.isDone() || !mayGoOn || !goOn(fetch, route, call.limitMillis() - call.elapsedMillis(now))) {
            completion.fail(fetch, route.replica() == null ? cause : first, call.number(), held);
        }
    }

    private void giveUp(SourceCall call) {
        if (!call.route().bulkhead().giveUp(call)) {
            return;
        }
        boolean held = !isFrozen(call, context.time().now());
        SecretFetchException cause = Failures.timedOut(call.fetches().get(0).id(), limitMillis());
        // A call that had only the rest of another one's limit says nothing of the replica.
        boolean counts = held && call.limitMillis() >= batchLimitMillis();
        judge(call, List.of(new FetchOutcome.Failed(cause)), counts);
        call.route().bulkhead().resume();
        for (InFlightFetch fetch : call.fetches()) {
            if (!fetch.isDone() && call.fetches().size() > 1 && call.limitMillis() < limitMillis()) {
                beginAgain(fetch);
            } else if (!fetch.isDone()) {
                SecretId id = fetch.id();
                fail(fetch, Failures.timedOut(id, limitMillis()), call, held);
                if (fetch.isDone()) {
                    inTheAir.remove(id, fetch);
                }
            }
        }
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
            for (InFlightFetch fetch : inTheAir.values()) {
                SourceCall current = fetch.call();
                if (current != null && current.route().bulkhead() == bulkhead) {
                    fetch.letGo();
                }
            }
            dropped.forEach(waiting -> waiting.fetches().forEach(this::beginAgain));
        }
    }

    private void beginAgain(InFlightFetch fetch) {
        begin(fetch);
        if (fetch.isDone()) {
            inTheAir.remove(fetch.id(), fetch);
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

    private static void tellOrigin(Route route) {
        if (route.own().comesFrom(route.replica())) {
            Log.warning("secrets of group " + route.own().name()
                    + (route.replica() == null
                            ? " come from its own region again"
                            : " come from replica region " + route.replica() + ", because its own does not answer"));
        }
    }

    /** So short that what hangs only in a batch is fetched by itself before long. */
    private long batchLimitMillis() {
        return Math.max(1, limitMillis() / 2);
    }

    private long limitMillis() {
        return context.limits().requestTimeoutMillis();
    }
}
