package io.github.secretscache.core;

import io.github.secretscache.core.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * A world on a simulated clock, for the real cache: what happens at one moment happens in a repeatable order, and one
 * thread runs at a time. Work that blocks, as a fetch does, blocks in simulated time with {@link #pause}.
 */
final class Simulation implements AutoCloseable {
    private record Event(long at, long number, Runnable action) {}

    /** A thread that runs while the simulation waits for it. */
    private final class Actor extends Thread {
        private final Semaphore turn = new Semaphore(0);
        private Runnable work;

        Actor() {
            super("simulation");
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                turn.acquireUninterruptibly();
                if (ended) {
                    return;
                }
                try {
                    work.run();
                } catch (RuntimeException | Error e) {
                    broken = e;
                }
                idle.push(this);
                back.release();
            }
        }
    }

    /** The wall clock. It goes with the simulation, but can be turned besides. */
    final FakeClock clock = new FakeClock();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Deque<Actor> idle = new ArrayDeque<>();
    private final Set<Actor> blocked = new LinkedHashSet<>();
    private final Semaphore back = new Semaphore(0);
    private Actor running;
    private Throwable broken;
    private long now;
    private long scheduled;
    private boolean draining;
    private volatile boolean ended;

    /** Milliseconds since the begin, as a clock that is never turned would have them. */
    long now() {
        return now;
    }

    /** Does something after a while. */
    void after(long millis, Runnable action) {
        events.add(new Event(now + millis, scheduled++, action));
    }

    /** Blocks the fetch that calls this, and nobody else, for a while. */
    void pause(long millis) {
        if (draining) {
            return;
        }
        Actor self = running;
        blocked.add(self);
        after(millis, () -> give(self));
        back.release();
        self.turn.acquireUninterruptibly();
        blocked.remove(self);
    }

    /** Lets time pass in which nothing runs, as a sandbox sees that is frozen. */
    void freeze(Duration duration) {
        now += duration.toMillis();
        clock.advance(duration);
    }

    /** Runs what happens up to a moment. */
    void runUntil(long moment) {
        while (!events.isEmpty() && events.peek().at <= moment) {
            Event next = events.remove();
            moveTo(next.at);
            next.action.run();
            if (broken != null) {
                throw new AssertionError("a thread of the cache ended by an exception", broken);
            }
        }
        moveTo(moment);
    }

    /** Runs for a while. */
    void run(Duration duration) {
        runUntil(now + duration.toMillis());
    }

    /** Gives a cache this time and these threads. */
    SecretsCacheBuilder builder() {
        return SecretsCache.builder().clock(clock).executor(threads()).timer(timer());
    }

    /** Gives a cache this time, where no fetch pauses: it runs on the thread of the simulation, which is quicker. */
    SecretsCacheBuilder builderWithoutPauses() {
        return SecretsCache.builder()
                .clock(clock)
                .executor(work -> after(0, work))
                .timer(timer());
    }

    private Executor threads() {
        return work -> after(0, () -> {
            Actor actor = idle.isEmpty() ? started() : idle.pop();
            actor.work = work;
            give(actor);
        });
    }

    Timer timer() {
        return new Timer() {
            private boolean closed;

            @Override
            public void schedule(long delayMillis, Runnable task) {
                after(Math.max(0, delayMillis), () -> {
                    if (!closed) {
                        task.run();
                    }
                });
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    private Actor started() {
        Actor actor = new Actor();
        actor.start();
        return actor;
    }

    private void give(Actor actor) {
        Actor before = running;
        running = actor;
        actor.turn.release();
        back.acquireUninterruptibly();
        running = before;
    }

    private void moveTo(long moment) {
        if (moment > now) {
            clock.advance(Duration.ofMillis(moment - now));
            now = moment;
        }
    }

    /** Drops what would still happen, and ends the threads. */
    @Override
    public void close() {
        draining = true;
        while (!blocked.isEmpty()) {
            give(blocked.iterator().next());
        }
        events.clear();
        ended = true;
        idle.forEach(actor -> actor.turn.release());
    }
}
