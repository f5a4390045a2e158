package io.github.secretscache.core;

/**
 * Runs a task after some real time, to end a wait. Ages never depend on it. It is an interface so that a test can
 * simulate time.
 */
interface Timer extends AutoCloseable {
    /**
     * Runs a task once.
     *
     * @param delayMillis how long to wait at least
     * @param task short, and throws nothing
     */
    void schedule(long delayMillis, Runnable task);

    /** Drops the scheduled tasks and ends the thread. */
    @Override
    void close();
}
