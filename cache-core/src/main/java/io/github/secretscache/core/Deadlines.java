package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All time limits. Each ends by real time or by the wall clock, whichever is first, because the wall clock has jumped
 * after a freeze. Thread-safe.
 */
final class Deadlines {
    private static final long TICK_MILLIS = 100;

    /** One limit that has not passed yet. */
    final class Deadline {
        private final long at;
        private @Nullable Runnable step;

        private Deadline(long at, Runnable step) {
            this.at = at;
            this.step = step;
        }

        /** Drops it, if it has not passed. */
        void cancel() {
            Runnable unused = take();
        }

        private void pass() {
            Runnable due = take();
            if (due != null) {
                due.run();
            }
        }

        private @Nullable Runnable take() {
            synchronized (pending) {
                Runnable taken = step;
                step = null;
                pending.remove(this);
                return taken;
            }
        }
    }

    private final WallTime time;
    private final Timer timer;
    private final Set<Deadline> pending = new LinkedHashSet<>();
    private volatile long earliest = Long.MAX_VALUE;
    private boolean ticking;

    Deadlines(WallTime time, Timer timer) {
        this.time = time;
        this.timer = timer;
    }

    /** Runs a step once after a while, in the order in which equal limits were set. */
    Deadline in(long millis, Runnable step) {
        Deadline deadline = new Deadline(time.now() + millis, step);
        boolean starts;
        synchronized (pending) {
            pending.add(deadline);
            earliest = Math.min(earliest, deadline.at);
            starts = !ticking;
            ticking = true;
        }
        timer.schedule(Math.max(0, millis), deadline::pass);
        if (starts) {
            timer.schedule(TICK_MILLIS, this::tick);
        }
        return deadline;
    }

    /** Runs the limits that have passed by the wall clock. Costs next to nothing if there are none. */
    void check() {
        long now = time.now();
        if (now < earliest) {
            return;
        }
        List<Deadline> due = new ArrayList<>();
        synchronized (pending) {
            earliest = Long.MAX_VALUE;
            for (Deadline deadline : pending) {
                if (deadline.at <= now) {
                    due.add(deadline);
                } else {
                    earliest = Math.min(earliest, deadline.at);
                }
            }
        }
        due.forEach(Deadline::pass);
    }

    private void tick() {
        check();
        synchronized (pending) {
            ticking = !pending.isEmpty();
            if (!ticking) {
                return;
            }
        }
        timer.schedule(TICK_MILLIS, this::tick);
    }
}
