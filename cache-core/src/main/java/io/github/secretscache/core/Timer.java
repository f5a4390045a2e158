package io.github.secretscache.core;

/**
 * Runs a task after a while of real time: what ends a wait. Ages are never decided by it. A seam, so that a test can
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

    /** Drops what is scheduled and ends the thread. */
    @Override
    void close();
}
