package io.github.secretscache.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One call of the source, for one fetch or a batch; its time limit applies to the whole call. */
class SourceCall {
    private final List<InFlightFetch> fetches;
    private final Route route;
    private final long limitMillis;
    private final CallReceiver receiver;
    private volatile long number;
    private volatile long begunAt = Long.MAX_VALUE;

    /** Guarded by its bulkhead. */
    Bulkhead.State state = Bulkhead.State.WAITING;

    /** The thread that makes it; guarded by its bulkhead. */
    @Nullable
    Thread thread;

    /**
     * A call that was not made yet.
     *
     * @param fetches the fetches that it serves
     * @param route where it goes
     * @param limitMillis how long after its start it is given up
     * @param receiver gets the result
     */
    SourceCall(List<InFlightFetch> fetches, Route route, long limitMillis, CallReceiver receiver) {
        this.fetches = fetches;
        this.route = route;
        this.limitMillis = limitMillis;
        this.receiver = receiver;
        fetches.forEach(fetch -> fetch.by(this));
    }

    /**
     * The route of a call.
     *
     * @param bulkhead the bulkhead that it goes through
     * @param own the bulkhead of the secret's own region
     * @param replicas the replica regions still to be asked if this call fails
     * @param replica the replica region that it goes to, or {@code null} for the group's own
     */
    record Route(
            Bulkhead bulkhead,
            Bulkhead own,
            List<String> replicas,
            @Nullable String replica) {}

    List<InFlightFetch> fetches() {
        return fetches;
    }

    Route route() {
        return route;
    }

    CallReceiver receiver() {
        return receiver;
    }

    /** The id that it fetches, or the first of them. */
    SecretId subject() {
        return fetches.get(0).id();
    }

    long limitMillis() {
        return limitMillis;
    }

    void begin(long newNumber, long now) {
        number = newNumber;
        begunAt = now;
    }

    /** Its place in the order in which calls began; 0 if it has not begun. */
    long number() {
        return number;
    }

    /** When it began, by {@link WallTime}; the end of time if it has not begun. */
    long begunAt() {
        return begunAt;
    }

    boolean hasBegun() {
        return begunAt != Long.MAX_VALUE;
    }

    long elapsedMillis(long now) {
        return hasBegun() ? now - begunAt : 0;
    }

    /** Whether it took longer, by the wall clock, than anyone should wait. */
    boolean isOverdue(long now) {
        return elapsedMillis(now) >= limitMillis;
    }

    /** Whether the source has answered, whatever its outcomes say. */
    boolean hasAnswer() {
        return false;
    }

    /** The most urgent purpose that it serves. */
    InFlightFetch.Purpose purpose() {
        return fetches.get(0).purpose();
    }

    /**
     * Makes the call, and turns whatever the source does into outcomes.
     *
     * @return an outcome for each key, except those of a batch that must be fetched by themselves; never throws
     */
    Map<SecretId, FetchOutcome> ask(SecretSource source) {
        return fetches.size() == 1
                ? Map.of(fetches.get(0).id(), one(source, fetches.get(0).id()))
                : several(source, fetches.stream().map(InFlightFetch::id).toList());
    }

    // A source is other people's code: even an Error must not leave readers waiting.
    @SuppressWarnings({"NullAway", "ConstantValue"})
    private FetchOutcome one(SecretSource source, SecretId id) {
        try {
            String replica = route.replica();
            SecretValue value = replica == null ? source.fetch(id) : source.fetchReplica(id, replica);
            return value == null ? new FetchOutcome.Failed(Failures.noValue(id)) : new FetchOutcome.Fetched(value);
        } catch (Throwable e) {
            return new FetchOutcome.Failed(Failures.of(id, e));
        }
    }

    @SuppressWarnings({"NullAway", "ConstantValue"})
    private static Map<SecretId, FetchOutcome> several(SecretSource source, List<SecretId> ids) {
        try {
            Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(ids);
            return outcomes == null ? Map.of() : new HashMap<>(outcomes);
        } catch (Throwable e) {
            return Map.of();
        }
    }
}
