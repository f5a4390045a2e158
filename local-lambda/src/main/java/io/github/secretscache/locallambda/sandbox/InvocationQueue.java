package io.github.secretscache.locallambda.sandbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One sandbox serves one invocation at a time: one thread runs all requests in order. */
public final class InvocationQueue implements AutoCloseable {

    private final CompletableFuture<?> closed = new CompletableFuture<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "local-lambda");
        thread.setDaemon(true);
        return thread;
    });

    /** Waits until the task has answered, which may be before it ends. */
    public <T> T call(Consumer<CompletableFuture<T>> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            worker.execute(() -> run(task, answer));
            CompletableFuture.anyOf(answer, closed).join();
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IllegalStateException cause ? cause : e;
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("local-lambda is closed", e);
        }
    }

    private static <T> void run(Consumer<CompletableFuture<T>> task, CompletableFuture<T> answer) {
        try {
            task.accept(answer);
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Interrupts the running task; a caller that waits for an answer gets an exception. */
    @Override
    public void close() {
        closed.completeExceptionally(new IllegalStateException("local-lambda is closed"));
        worker.shutdownNow();
    }
}
