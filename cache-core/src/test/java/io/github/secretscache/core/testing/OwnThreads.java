package io.github.secretscache.core.testing;

import java.util.concurrent.Executor;

/**
 * A thread of its own for each task of a test. What a test starts blocks, and the common pool, on which CompletableFuture
 * runs it by default, has one thread on two cores since JDK 25.
 */
public final class OwnThreads {
    public static final Executor OWN_THREAD = task -> {
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThreads() {}
}
