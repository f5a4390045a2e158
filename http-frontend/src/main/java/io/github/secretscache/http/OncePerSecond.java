package io.github.secretscache.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocking calls for readers, one at a time and at most one a second for each key. Who comes while one is in flight shares
 * it; who comes later within its second shares the next one, for what is over may be outdated. Thread-safe.
 *
 * @param <T> what a call brings
 */
final class OncePerSecond<T> {
    /** How long a reader waits, also where the call goes on for longer: an SDK gives up after 30 s. */
    private static final long PATIENCE_SECONDS = 4;

    private final Map<String, Gate<T>> gates = new HashMap<>();

    /** Calls of one key. */
    private static final class Gate<T> {
        private CompletableFuture<T> running = new CompletableFuture<>();
        private boolean calling = true;
        private @Nullable Runnable next;
        private CompletableFuture<T> nextAnswer = new CompletableFuture<>();
    }

    /**
     * Makes a call, or shares one.
     *
     * @param request whose threads are used
     * @param task the call
     * @param then what is waited for after it, whatever becomes of that
     * @return completes as the call, or exceptionally when a reader should not wait any longer
     */
    CompletableFuture<T> call(
            String key, ReaderRequest request, Supplier<T> task, Function<T, CompletableFuture<?>> then) {
        synchronized (gates) {
            Gate<T> gate = gates.get(key);
            if (gate == null) {
                gate = new Gate<>();
                gates.put(key, gate);
                begin(key, gate, request, new Step<>(task, then));
                return gate.running;
            }
            if (gate.calling) {
                return gate.running;
            }
            Gate<T> waiting = gate;
            if (gate.next == null) {
                gate.next = () -> begin(key, waiting, request, new Step<>(task, then));
            }
            return gate.nextAnswer;
        }
    }

    private record Step<T>(Supplier<T> task, Function<T, CompletableFuture<?>> then) {}

    private void begin(String key, Gate<T> gate, ReaderRequest request, Step<T> step) {
        CompletableFuture<T> answer = gate.running;
        after(1, request, () -> open(key, gate, request));
        after(PATIENCE_SECONDS, request, () -> answer.completeExceptionally(new IllegalStateException("late")));
        request.threads().forwarding().execute(() -> {
            try {
                T result = step.task.get();
                var unused = step.then.apply(result).whenComplete((done, failure) -> answer.complete(result));
            } catch (Throwable e) {
                // An error too, or the readers would wait for it.
                answer.completeExceptionally(e);
            } finally {
                synchronized (gates) {
                    gate.calling = false;
                }
            }
        });
    }

    private void open(String key, Gate<T> gate, ReaderRequest request) {
        synchronized (gates) {
            Runnable next = gate.next;
            if (gate.calling) {
                after(1, request, () -> open(key, gate, request));
            } else if (next == null) {
                gates.remove(key);
            } else {
                gate.running = gate.nextAnswer;
                gate.nextAnswer = new CompletableFuture<>();
                gate.calling = true;
                gate.next = null;
                next.run();
            }
        }
    }

    private static void after(long seconds, ReaderRequest request, Runnable step) {
        try {
            request.exchange().getIoThread().executeAfter(step, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // The server has stopped, and its readers are cut off.
            return;
        }
    }
}
