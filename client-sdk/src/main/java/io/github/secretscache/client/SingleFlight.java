package io.github.secretscache.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one thread read a secret while the others that want the same one wait for its answer. */
final class SingleFlight {
    private final ConcurrentHashMap<String, CompletableFuture<ReadResult>> flights = new ConcurrentHashMap<>();

    /**
     * {@return the answer, from this thread's call or another's, or null if another thread's did not come in time or
     * the wait was interrupted}
     */
    @Nullable
    ReadResult run(String key, TimeBudget budget, Supplier<ReadResult> call) {
        CompletableFuture<ReadResult> mine = new CompletableFuture<>();
        CompletableFuture<ReadResult> running = flights.putIfAbsent(key, mine);
        if (running != null) {
            return await(running, budget);
        }
        try {
            ReadResult answer = call.get();
            mine.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(key, mine);
        }
    }

    /** Later reads start anew instead of joining one that is running. */
    void forget(String key) {
        flights.remove(key);
    }

    private static @Nullable ReadResult await(CompletableFuture<ReadResult> running, TimeBudget budget) {
        try {
            return running.get(budget.remainingMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the read this one waited for failed unexpectedly", e.getCause());
        }
    }
}
