package io.github.secretscache.core;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the cache's threads: daemons named {@code secrets-cache-…} that end when idle. */
final class DaemonThreads {
    private static final long IDLE_SECONDS = 5;

    private DaemonThreads() {}

    /** Threads for fetches. It does not limit their number: {@link Bulkhead} does. */
    static ThreadPoolExecutor forFetches() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("secrets-cache-fetch-"));
    }

    /** One thread that watches the time. */
    static Timer timer() {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, named("secrets-cache-timer-"));
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        // After close() nothing is left to time: all fetches in flight have been ended by then.
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return new Timer() {
            @Override
            public void schedule(long delayMillis, Runnable task) {
                Future<?> unused = thread.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
