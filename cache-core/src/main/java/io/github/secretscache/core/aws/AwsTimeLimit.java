package io.github.secretscache.core.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Aborts calls that take too long, with the reading of their replies. Its one thread is a daemon, and ends when idle. */
final class AwsTimeLimit {
    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread daemon = new Thread(task, "secrets-cache-forward-timer");
        daemon.setDaemon(true);
        return daemon;
    });

    AwsTimeLimit() {
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Begins to count. */
    Running start(Duration limit, Runnable abort) {
        AtomicBoolean isOver = new AtomicBoolean();
        Runnable end = () -> {
            // First, because the aborted call checks it at once.
            isOver.set(true);
            abort.run();
        };
        return new Running(isOver, thread.schedule(end, limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** A call that is being made. */
    static final class Running {
        private final AtomicBoolean isOver;
        private final Future<?> abort;

        Running(AtomicBoolean isOver, Future<?> abort) {
            this.isOver = isOver;
            this.abort = abort;
        }

        /** {@return whether the time was over before} Else it counts no longer. */
        boolean end() {
            abort.cancel(false);
            return isOver.get();
        }

        /** {@return a body for whose reading the time counts too} */
        InputStream over(InputStream body) {
            return new FilterInputStream(body) {
                @Override
                public int read() throws IOException {
                    return checked(super.read());
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return checked(super.read(bytes, offset, length));
                }

                /** The JDK ends some aborted bodies as if they were whole. */
                private int checked(int read) throws IOException {
                    if (read < 0 && isOver.get()) {
                        throw new IOException("the time was over before the end of the reply");
                    }
                    return read;
                }

                @Override
                public void close() throws IOException {
                    end();
                    super.close();
                }
            };
        }
    }
}
