package io.github.secretscache.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for blocking work. They are daemons, and end when idle. Thread-safe. */
final class CallThreads implements Executor, AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ThreadPoolExecutor threads;

    CallThreads(String name, int most) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** After the close it does nothing: connections that wait for the task are closed. */
    @Override
    public void execute(Runnable task) {
        if (!threads.isShutdown()) {
            threads.execute(task);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
