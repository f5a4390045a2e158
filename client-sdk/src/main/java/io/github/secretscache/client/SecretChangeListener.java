package io.github.secretscache.client;

/** Hears that a secret has another version than before. Must be safe for use by several threads, and quick. */
@FunctionalInterface
public interface SecretChangeListener {
    /**
     * A client now gives another version of a secret than the last time. Called once for a change, on the thread whose read
     * brought it or on one of the client's. What this throws goes to the thread's uncaught exception handler; the read goes
     * on.
     *
     * @param previousVersionId the version given before
     * @param current the secret as it is given from now on
     */
    void versionChanged(String previousVersionId, Secret current);
}
