package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fetches in flight: one for each key at a time, each given up after the request timeout by the wall clock or by real
 * time, whichever is first. Thread-safe.
 */
final class Fetches {
    private static final long TICK_MILLIS = 100;
    /** A call that is found this late after its time was frozen with the process: no sign that the source is ill. */
    private static final long FROZEN_MILLIS = 1_000;

    private final SecretSource source;
    private final Limits limits;
    private final WallTime time;
    private final Timer timer;
    private final Counters counters;
    private final FetchSlots slots;
    private final Map<SecretId, Flight> inTheAir = new ConcurrentHashMap<>();
    /**
     * In the order in which they were asked for, in which they are given up too. {@code Comparator.comparingLong} would be
     * linked at start: the AOT cache holds no serializable lambda.
     */
    private final Set<Call> live =
            new ConcurrentSkipListSet<>((one, other) -> Long.compare(one.number(), other.number()));

    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;
    private @Nullable Landing landing;

    Fetches(SecretSource source, Limits limits, WallTime time, Timer timer, Executor threads, Counters counters) {
        this.source = source;
        this.limits = limits;
        this.time = time;
        this.timer = timer;
        this.counters = counters;
        this.slots = new FetchSlots(threads, this::make, limits.maxConcurrentFetches());
    }

    /** Says what becomes of fetches; once, before the first. */
    void landBy(Landing where) {
        this.landing = where;
    }

    /**
     * The fetch of a key in flight, or a new one. It completes none, so that it may be called under a lock of the store.
     *
     * @throws SecretFetchException if the cache is closed
     */
    Flight join(SecretId id) {
        Call call = newCall();
        Flight flight = takeOff(id, Flight.Purpose.READ, call);
        launch(call);
        return flight;
    }

    /** A new fetch of a key, whatever is in flight; later reads join it. */
    Flight start(SecretId id) {
        Call call = newCall();
        Flight flight = new Flight(id, numbers.incrementAndGet(), Flight.Purpose.FORCED, call);
        call.add(flight);
        inTheAir.put(id, flight);
        launch(call);
        return flight;
    }

    /** One call for several keys, and the flights in the air of those that have one already. */
    List<Flight> joinAll(Collection<SecretId> ids) {
        Call call = newCall();
        List<Flight> flights = new ArrayList<>();
        for (SecretId id : ids) {
            // A key whose calls hang would spoil the call for the others.
            flights.add(slots.isHanging(id) ? join(id) : takeOff(id, Flight.Purpose.WARM_UP, call));
        }
        launch(call);
        return flights;
    }

    /** Gives up the fetches that take longer than anybody should wait, so that the next ones are new. */
    void giveUpOverdue() {
        long now = time.now();
        for (Call call : live) {
            if (call.isOverdue(now)) {
                giveUp(call);
            }
        }
    }

    /** Ends all flights and refuses new ones. */
    void close() {
        closed = true;
        for (Call call : live) {
            slots.giveUp(call);
            call.flights().forEach(flight -> end(flight, Failures.closed(), false));
        }
    }

    boolean isClosed() {
        return closed;
    }

    private Call newCall() {
        if (closed) {
            throw Failures.closed();
        }
        return new Call(numbers.incrementAndGet(), time.now(), limits.requestTimeoutMillis());
    }

    /**
     * A flight stays in the air until what it brought is stored, and a new one begins only if what is stored by then is
     * due: whoever was held up between looking and fetching starts no second one.
     */
    private Flight takeOff(SecretId id, Flight.Purpose purpose, Call call) {
        long now = time.now();
        Flight flight = inTheAir.compute(id, (key, current) -> {
            if (current != null && !current.isDone() && !current.call().isOverdue(now)) {
                return current;
            }
            Flight next = new Flight(id, numbers.incrementAndGet(), purpose, call);
            Entry standing = landing().standing(id, now);
            if (standing != null) {
                next.land(standing);
            } else {
                call.add(next);
            }
            return next;
        });
        if (flight.isDone()) {
            inTheAir.remove(id, flight);
        }
        return flight;
    }

    private void launch(Call call) {
        if (call.flights().isEmpty()) {
            return;
        }
        live.add(call);
        boolean accepted = slots.submit(call);
        if (closed) {
            // Perhaps close() has not seen this call. The store is not told, for the caller may hold a lock of it.
            call.flights().forEach(Flight::landClosed);
            throw Failures.closed();
        }
        if (accepted) {
            watchAfter(call, 0, limits.patienceMillis());
        } else {
            timer.schedule(0, () -> endAll(call, flight -> Failures.hanging(flight.id()), true));
        }
    }

    private void watch(Call call, long waited) {
        if (call.isDone()) {
            return;
        }
        long elapsed = Math.max(waited, call.elapsedMillis(time.now()));
        if (elapsed >= limits.requestTimeoutMillis()) {
            giveUp(call);
            return;
        }
        long next = limits.requestTimeoutMillis();
        if (elapsed < limits.patienceMillis()) {
            next = limits.patienceMillis();
        } else {
            call.flights().forEach(Flight::isLate);
        }
        watchAfter(call, waited, next - elapsed);
    }

    private void watchAfter(Call call, long waited, long atMost) {
        long pause = Math.min(TICK_MILLIS, atMost);
        timer.schedule(pause, () -> watch(call, waited + pause));
    }

    private void giveUp(Call call) {
        long limit = limits.requestTimeoutMillis();
        boolean frozen = call.elapsedMillis(time.now()) >= limit + FROZEN_MILLIS;
        boolean asked = slots.giveUp(call);
        endAll(
                call,
                flight -> asked ? Failures.timedOut(flight.id(), limit) : Failures.notAsked(flight.id(), limit),
                !frozen);
    }

    private void endAll(Call call, Function<Flight, SecretFetchException> cause, boolean held) {
        live.remove(call);
        for (Flight flight : call.flights()) {
            if (!flight.isDone()) {
                end(flight, cause.apply(flight), held);
            }
        }
    }

    /** Runs on a thread for fetches. */
    private void make(Call call) {
        long begunAt = time.now();
        Map<SecretId, FetchOutcome> outcomes = Asking.ask(source, call.flights());
        slots.returned(call);
        long now = time.now();
        counters.called(now - begunAt);
        if (call.isOverdue(now)) {
            giveUp(call);
        }
        live.remove(call);
        for (Flight flight : call.flights()) {
            landing().land(flight, outcomes.get(flight.id()), begunAt);
            inTheAir.remove(flight.id(), flight);
        }
    }

    private void end(Flight flight, SecretFetchException cause, boolean held) {
        landing().fail(flight, cause, held);
        inTheAir.remove(flight.id(), flight);
    }

    private Landing landing() {
        if (landing == null) {
            throw new IllegalStateException("no landing");
        }
        return landing;
    }
}
