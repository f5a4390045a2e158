package io.github.secretscache.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs on its own thread: a log that blocks, such as a pipe that nobody reads, must not block the thread that serves all
 * readers. Lines that come faster than they can be written are dropped and counted. Thread-safe.
 */
final class LogThread implements AutoCloseable {
    private static final int MAX_WAITING = 100;
    private static final Duration AT_CLOSE = Duration.ofMillis(100);

    private final AtomicLong dropped = new AtomicLong();
    private final ThreadPoolExecutor thread;

    LogThread() {
        thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                LogThread::daemon,
                (task, executor) -> dropped.incrementAndGet());
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "secrets-cache-http-log");
        thread.setDaemon(true);
        return thread;
    }

    /** @param line logs one line, with the number of lines dropped before it */
    void log(Line line) {
        thread.execute(() -> {
            long lost = dropped.getAndSet(0);
            line.log(lost == 0 ? "" : " (" + lost + " earlier lines were dropped: the log is slow)");
        });
    }

    /** One line of the log. */
    @FunctionalInterface
    interface Line {
        void log(String suffix);
    }

    /** Waits a moment until the lines logged so far are written. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
