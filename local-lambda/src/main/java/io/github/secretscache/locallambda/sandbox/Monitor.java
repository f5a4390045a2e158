package io.github.secretscache.locallambda.sandbox;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The one lock of a sandbox. The state machines behind it are plain single-threaded classes; gates are conditions over
 * them, checked again after every change.
 */
public final class Monitor {

    public synchronized <T> T locked(Supplier<T> change) {
        try {
            return change.get();
        } finally {
            notifyAll();
        }
    }

    public synchronized void change(Runnable change) {
        locked(() -> {
            change.run();
            return true;
        });
    }

    /** Waits without limit; other threads may enter meanwhile, even if the caller is inside {@link #locked}. */
    synchronized void await(BooleanSupplier condition) {
        notifyAll();
        while (!condition.getAsBoolean()) {
            pause(0);
        }
    }

    /** {@return whether the condition came true in time} */
    synchronized boolean await(BooleanSupplier condition, WallDeadline deadline) {
        notifyAll();
        while (!condition.getAsBoolean()) {
            if (deadline.passed()) {
                return false;
            }
            pause(Math.max(1, deadline.remaining().toMillis()));
        }
        return true;
    }

    @SuppressWarnings("WaitNotInLoop") // both callers loop
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the sandbox", e);
        }
    }
}
