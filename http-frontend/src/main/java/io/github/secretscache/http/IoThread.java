package io.github.secretscache.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/** The one thread that serves all connections, for tasks that do not block. Drops them when it ends. Thread-safe. */
final class IoThread implements Executor {
    private final XnioExecutor thread;

    IoThread(XnioExecutor thread) {
        this.thread = thread;
    }

    /** Runs the task before the thread looks at any connection again. */
    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // The server is closing, and with it the connection of the task.
            return;
        }
    }

    /** Runs the task after a delay; sooner if the process is frozen meanwhile. */
    void executeAfter(Duration delay, Runnable task) {
        try {
            thread.executeAfter(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The same.
            return;
        }
    }
}
