package io.github.secretscache.layer;

import java.time.Duration;
import java.util.function.IntConsumer;

/** Ends the process if it has not ended in time, wherever its other threads are stuck. */
final class HaltGuard {
    private final IntConsumer halt;

    /** @param halt ends the process with a status, without shutdown hooks */
    HaltGuard(IntConsumer halt) {
        this.halt = halt;
    }

    void arm(Duration after, int status) {
        Thread thread = new Thread(() -> haltAfter(after, status), "secrets-cache-halt");
        thread.setDaemon(true);
        thread.start();
    }

    private void haltAfter(Duration after, int status) {
        try {
            Thread.sleep(after.toMillis());
        } catch (InterruptedException e) {
            return; // Nobody interrupts this thread; if someone did, it would be to cancel the guard.
        }
        halt.accept(status);
    }
}
