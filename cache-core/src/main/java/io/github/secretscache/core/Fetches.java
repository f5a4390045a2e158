package io.github.secretscache.core;

import io.github.secretscache.core.Bulkhead.Admission;
import io.github.secretscache.core.InFlightFetch.Purpose;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SourceCall.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fetches in flight: one for each key at a time, each sent through its group and, if that does not answer, to its
 * replicas. Thread-safe.
 */
final class Fetches implements CallReceiver {
    private final CacheContext context;
    private final SecretSource source;
    private final SourceCalls calls;
    private final FetchCompletion completion;
    private final Map<SecretId, InFlightFetch> inTheAir = new ConcurrentHashMap<>();
    private final Set<Batching> refusedBatches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Fetches(CacheContext context, SecretSource source, SourceCalls calls, FetchCompletion completion) {
        this.context = context;
        this.source = source;
        this.calls = calls;
        this.completion = completion;
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
            promote(fetch, purpose);
        }
        return fetch;
    }

    /**
     * The fetch of a key in flight for a read, or a new one that another's call is to bring.
     *
     * @param carrier gets a new one, and ends it by {@link #settle} or {@link #refuse}
     * @throws SecretFetchException if the cache is closed
     */
    InFlightFetch joinCarried(SecretId id, Consumer<InFlightFetch> carrier) {
        InFlightFetch next = newFetch(id, Purpose.READ);
        InFlightFetch fetch = takeOff(next, false);
        if (fetch != next) {
            promote(fetch, Purpose.READ);
        } else if (!fetch.isDone()) {
            carrier.accept(fetch);
            endIfClosed(fetch);
        }
        return fetch;
    }

    /** Lets the call of a fetch go before others, if a read waits for it now. */
    void promote(InFlightFetch joined, Purpose purpose) {
        if (purpose != Purpose.READ) {
            return;
        }
        joined.askedAgain(context.time().now());
        SourceCall call = joined.call();
        if (call != null) {
            call.route().bulkhead().promote(call);
        }
    }

    /**
     * A fetch of a key whose call begins later than this, whatever else is in flight; later reads join it.
     *
     * @param purpose CHANGED or FORCED
     * @throws SecretFetchException if the cache is closed
     */
    InFlightFetch start(SecretId id, Purpose purpose) {
        InFlightFetch waiting = inTheAir.get(id);
        if (waiting != null && waiting.isWaitingAs(purpose)) {
            waiting.askedAgain(context.time().now());
            return waiting;
        }
        InFlightFetch fetch = newFetch(id, purpose);
        inTheAir.put(id, fetch);
        beginAgain(fetch);
        endIfClosed(fetch);
        return fetch;
    }

    /** One call for several keys of one group, and the fetches in flight for those that already have one. */
    List<InFlightFetch> joinAll(List<SecretId> ids, Purpose purpose) {
        List<InFlightFetch> fetches = new ArrayList<>();
        List<InFlightFetch> batch = new ArrayList<>();
        try {
            joinAll(ids, purpose, fetches, batch);
        } catch (RuntimeException e) {
            // Nobody makes them, so no read may join them.
            for (InFlightFetch fetch : batch) {
                refuse(fetch, Failures.of(fetch.id(), e));
            }
            throw e;
        }
        return fetches;
    }

    private void joinAll(List<SecretId> ids, Purpose purpose, List<InFlightFetch> fetches, List<InFlightFetch> batch) {
        for (SecretId id : ids) {
            InFlightFetch next = newFetch(id, purpose);
            // A key whose calls hang would spoil the call for the others.
            boolean alone = ids.size() == 1 || calls.bulkheadOf(id).isHanging(id);
            InFlightFetch fetch = takeOff(next, alone);
            fetches.add(fetch);
            if (fetch != next) {
                promote(fetch, purpose);
            } else if (!alone && !fetch.isDone()) {
                batch.add(fetch);
            }
        }
        if (!batch.isEmpty()) {
            Bulkhead bulkhead = calls.bulkheadOf(ids.get(0));
            Route route = new Route(bulkhead, bulkhead, source.replicasOf(ids.get(0)), null);
            long limitMillis = source.batchingOf(ids.get(0)).isUsual()
                    ? calls.limitMillis(ids.get(0))
                    : calls.batchLimitMillis(ids.get(0));
            if (submit(batch, route, limitMillis) != Admission.TAKEN) {
                batch.forEach(this::beginAgain);
            }
            batch.forEach(this::endIfClosed);
        }
    }

    /** Whether the last batch of its kind brought nothing: then reads do not ask for another one. */
    boolean isRefused(Batching batching) {
        return refusedBatches.contains(batching);
    }

    boolean isInTheAir(SecretId id) {
        InFlightFetch fetch = inTheAir.get(id);
        return fetch != null && !fetch.isDone();
    }

    /** The keys that are being fetched. */
    Set<SecretId> inTheAir() {
        return Set.copyOf(inTheAir.keySet());
    }

    /** Ends all fetches and refuses new ones. */
    void close() {
        closed = true;
        Set<InFlightFetch> all = new HashSet<>(inTheAir.values());
        calls.close().forEach(call -> all.addAll(call.fetches()));
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

    /** For a new fetch that close() may not have seen. */
    private void endIfClosed(InFlightFetch fetch) {
        if (closed) {
            completion.refuse(fetch, Failures.closed());
            throw Failures.closed();
        }
    }

    /** Sends a fetch by the first route that admits it, or ends it if none does. */
    private void begin(InFlightFetch fetch) {
        SecretId id = fetch.id();
        try {
            Bulkhead own = calls.bulkheadOf(id);
            List<String> replicas = source.replicasOf(id);
            SecretFetchException last = own.lastFailure();
            if (last != null && own.isProbed()) {
                fetch.letGo();
                if (!replicas.isEmpty()) {
                    probe(id, new Route(own, own, replicas, null));
                    SecretFetchException cause = fetch.firstFailure(Failures.probed(id, own.name(), last));
                    if (!goOn(fetch, new Route(own, own, replicas, null), calls.limitMillis(id))) {
                        completion.refuse(fetch, cause);
                    }
                    return;
                }
            }
            switch (submit(List.of(fetch), new Route(own, own, replicas, null), calls.limitMillis(id))) {
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
            submit(List.of(newFetch(id, Purpose.PROBE)), route, calls.limitMillis(id));
        }
    }

    /** Sends a fetch on to a replica; false if none admits it in time. */
    private boolean goOn(InFlightFetch fetch, Route failed, long leftMillis) {
        List<String> replicas = failed.replicas();
        for (int i = 0; leftMillis > 0 && i < replicas.size(); i++) {
            Bulkhead bulkhead = calls.bulkhead(failed.own().name() + "@" + replicas.get(i));
            List<String> rest = replicas.subList(i + 1, replicas.size());
            Route route = new Route(bulkhead, failed.own(), rest, replicas.get(i));
            if (submit(List.of(fetch), route, leftMillis) == Admission.TAKEN) {
                return true;
            }
        }
        return false;
    }

    private Admission submit(List<InFlightFetch> fetches, Route route, long limitMillis) {
        return route.bulkhead().submit(new SourceCall(fetches, route, limitMillis, this));
    }

    /** Ends a fetch for which no call was made. */
    void refuse(InFlightFetch fetch, SecretFetchException cause) {
        completion.refuse(fetch, cause);
        inTheAir.remove(fetch.id(), fetch);
    }

    /** Ends the fetches of a call for which there was no thread. */
    @Override
    public void notMade(SourceCall call) {
        for (InFlightFetch fetch : call.fetches()) {
            if (fetch.call() == call) {
                refuse(fetch, closed ? Failures.closed() : Failures.noThread(fetch.id()));
            }
        }
    }

    @Override
    public void forgotten(SourceCall call) {
        for (InFlightFetch fetch : call.fetches()) {
            refuse(fetch, Failures.busy(fetch.id(), call.route().bulkhead().status(), call.limitMillis()));
        }
    }

    @Override
    public void returned(SourceCall call, Map<SecretId, FetchOutcome> outcomes, Timeliness when) {
        if (call.fetches().size() > 1) {
            note(source.batchingOf(call.subject()), outcomes.isEmpty());
        }
        for (InFlightFetch fetch : call.fetches()) {
            FetchOutcome outcome = outcomes.get(fetch.id());
            if (when.isInTime() || isNewsWhenLate(outcome)) {
                settle(fetch, outcome, call, when.counts() || !when.isInTime());
            }
        }
    }

    /**
     * For the result of a call that was given up. Its fetch has ended already, but a value still counts, and so does a
     * definitive failure.
     */
    private static boolean isNewsWhenLate(@Nullable FetchOutcome outcome) {
        return outcome instanceof FetchOutcome.Fetched
                || (outcome instanceof FetchOutcome.Failed failed
                        && failed.cause().reason().isDefinitive());
    }

    private void note(Batching batching, boolean isRefused) {
        if (isRefused) {
            refusedBatches.add(batching);
        } else {
            refusedBatches.remove(batching);
        }
    }

    /**
     * Tells a fetch what became of it.
     *
     * @param outcome what a call brought for it, or {@code null} if it is to be fetched by itself
     * @param held whether a failure is held against the key, which then rests
     */
    void settle(InFlightFetch fetch, @Nullable FetchOutcome outcome, SourceCall call, boolean held) {
        if (outcome == null) {
            beginAgain(fetch);
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

    @Override
    public void givenUp(SourceCall call, boolean held) {
        for (InFlightFetch fetch : call.fetches()) {
            SecretId id = fetch.id();
            if (fetch.isDone()) {
                continue;
            }
            if (call.fetches().size() > 1 && call.limitMillis() < calls.limitMillis(id)) {
                beginAgain(fetch);
                continue;
            }
            fail(fetch, Failures.timedOut(id, calls.limitMillis(id)), call, held);
            if (fetch.isDone()) {
                inTheAir.remove(id, fetch);
            }
        }
    }

    @Override
    public void dropped(SourceCall call) {
        call.fetches().forEach(this::beginAgain);
    }

    /** Fetches by itself what another call was to bring. */
    void beginAgain(InFlightFetch fetch) {
        if (!fetch.isDone()) {
            begin(fetch);
        }
        if (fetch.isDone()) {
            inTheAir.remove(fetch.id(), fetch);
        }
    }

    private static void tellOrigin(Route route) {
        if (route.own().comesFrom(route.replica())) {
            Log.warning("secrets of group " + route.own().name()
                    + (route.replica() == null
                            ? " come from its own region again"
                            : " come from replica region " + route.replica() + ", because its own does not answer"));
        }
    }
}
