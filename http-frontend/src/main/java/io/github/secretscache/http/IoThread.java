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

    /**
     * Runs the task after a delay; sooner if the process is frozen meanwhile.
     *
     * @return to be called when the task is no longer needed: until the delay is over, it and all it refers to take memory
     */
    Runnable executeAfter(Duration delay, Runnable task) {
        try {
            XnioExecutor.Key timer = thread.executeAfter(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return timer::remove;
        } catch (RejectedExecutionException e) {
            // The same.
            return () -> {};
        }
    }
}
