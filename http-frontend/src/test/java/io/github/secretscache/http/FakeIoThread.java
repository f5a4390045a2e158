package io.github.secretscache.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/** What an I/O thread does between its looks at connections, when the test says so. */
final class FakeIoThread implements XnioExecutor {
    private record Task(long atMillis, Runnable step) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    @Override
    public void execute(Runnable step) {
        tasks.add(new Task(now, step));
    }

    @Override
    public Key executeAfter(Runnable step, long time, TimeUnit unit) {
        tasks.add(new Task(now + unit.toMillis(time), step));
        return () -> false;
    }

    @Override
    public Key executeAtInterval(Runnable step, long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    /** Lets time pass, and does all that is due then. */
    void pass(long millis) {
        now += millis;
        List<Task> due = tasks.stream().filter(task -> task.atMillis <= now).toList();
        tasks.removeAll(due);
        due.forEach(task -> task.step.run());
    }
}
