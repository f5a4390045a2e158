package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of the source, for one flight or a batch of them, that is limited and given up as a whole. */
final class Call {
    private final long number;
    private final long askedAt;
    private final long limitMillis;
    private final List<Flight> flights = new ArrayList<>();

    // Guarded by FetchSlots.
    FetchSlots.@Nullable State state;

    @Nullable
    Thread thread;

    /**
     * A call that was not made yet.
     *
     * @param number its place in the order in which calls are asked for
     * @param askedAt when it was asked for, by {@link WallTime}
     * @param limitMillis after how long it is given up
     */
    Call(long number, long askedAt, long limitMillis) {
        this.number = number;
        this.askedAt = askedAt;
        this.limitMillis = limitMillis;
    }

    long number() {
        return number;
    }

    /** Adds a flight; not once the call is launched. */
    void add(Flight flight) {
        flights.add(flight);
    }

    List<Flight> flights() {
        return flights;
    }

    long elapsedMillis(long now) {
        return now - askedAt;
    }

    /** Whether it took longer, by the wall clock, than anybody should wait. */
    boolean isOverdue(long now) {
        return elapsedMillis(now) >= limitMillis;
    }

    /** Whether nobody waits for it any more. */
    boolean isDone() {
        return flights.stream().allMatch(Flight::isDone);
    }
}
