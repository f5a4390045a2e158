package io.github.secretscache.jdbc.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Threads that take a connection, ask something, and give it back, until this is closed. */
public final class QueryLoad implements AutoCloseable {
    private final DataSource source;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder queries = new LongAdder();
    private final LongAccumulator longestNanos = new LongAccumulator(Math::max, 0);
    private final List<SQLException> failures = new CopyOnWriteArrayList<>();
    private volatile boolean isClosed;

    private QueryLoad(DataSource source) {
        this.source = source;
    }

    public static QueryLoad start(DataSource source, int threads) {
        QueryLoad load = new QueryLoad(source);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(load::run, "load-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    /** Returns when so many more have succeeded. */
    public void awaitQueries(int more) throws InterruptedException {
        long goal = queries.sum() + more;
        await(() -> queries.sum() >= goal);
    }

    /** Returns when the condition is met. */
    public static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    public long queries() {
        return queries.sum();
    }

    public List<SQLException> failures() {
        return failures;
    }

    /** {@return the longest time between the wish for a connection and the answer, or the failure} */
    public Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    private void run() {
        while (!isClosed) {
            long begun = System.nanoTime();
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT 1")) {
                result.next();
                queries.increment();
            } catch (SQLException e) {
                failures.add(e);
            }
            longestNanos.accumulate(System.nanoTime() - begun);
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /** Makes the requests that run the last ones, without waiting for them. */
    public void stop() {
        isClosed = true;
    }

    @Override
    public void close() {
        stop();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
