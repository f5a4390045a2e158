package io.github.secretscache.layer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, for a limited time, for work that reports its own failures. */
final class BoundedWait {
    private BoundedWait() {}

    /** {@return whether the work is done; false if the time is over} */
    static boolean atMost(Duration time, CompletableFuture<?> work) {
        if (work.isDone()) {
            return true;
        }
        try {
            work.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits before a retry. */
    static void pause(Duration time) {
        atMost(time, new CompletableFuture<>());
    }
}
