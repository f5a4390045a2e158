package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of one source on threads of its own: so many at a time, and none waited for without end.
 *
 * <p>The SDK's own time limits end a call in nearly every case. They cannot end a DNS look-up, or the search for
 * credentials; hence the wait here has a limit too, and a call that outlives it is left behind on its thread.
 */
final class AwsCalls implements AutoCloseable {
    private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor threads;
    private final Duration limit;
    private final Set<Call> unfinished = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AwsCalls(int maxConcurrent, Duration limit) {
        this.limit = limit;
        this.threads = new ThreadPoolExecutor(
                maxConcurrent,
                maxConcurrent,
                IDLE_THREAD_LIFE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                new AwsThreads("secrets-manager-source"));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs each piece of work, which never throws, and gathers the outcomes. Waits as long as at least one ends within the
     * time limit. Work that was not waited for, because of the limit, an interrupt or {@link #close()}, is cancelled and
     * has no outcome.
     */
    Map<SecretId, FetchOutcome> run(List<Callable<Map<SecretId, FetchOutcome>>> work) {
        BlockingQueue<Call> done = new LinkedBlockingQueue<>();
        List<Call> calls =
                work.stream().map(piece -> start(new Call(piece, done))).toList();
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        try {
            for (int left = calls.size(); left > 0; left--) {
                Call call = done.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
                if (call == null) {
                    break;
                }
                if (!call.isCancelled()) {
                    outcomes.putAll(call.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            calls.forEach(call -> call.cancel(true));
        }
        return outcomes;
    }

    /** Whether {@link #close()} was called. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        unfinished.forEach(call -> call.cancel(true));
    }

    private Call start(Call call) {
        unfinished.add(call);
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            call.cancel(false);
        }
        return call;
    }

    private final class Call extends FutureTask<Map<SecretId, FetchOutcome>> {
        private final BlockingQueue<Call> queue;

        Call(Callable<Map<SecretId, FetchOutcome>> work, BlockingQueue<Call> queue) {
            super(work);
            this.queue = queue;
        }

        @Override
        protected void done() {
            unfinished.remove(this);
            queue.add(this);
        }
    }
}
