package io.github.secretscache.client;

/** Is notified when a secret has a new version. Must be thread-safe and quick. */
@FunctionalInterface
public interface SecretChangeListener {
    /**
     * The client now returns another version of a secret than before. Called once for each change, on the thread whose
     * read returned it or on a thread of the client. An exception goes to the thread's uncaught exception handler, and
     * the read continues.
     *
     * <p>The calls for two changes in quick succession may overlap, or come in the other order. Read the secret to get the
     * newest version.
     *
     * @param previousVersionId the version given before
     * @param current the secret as it is given from now on
     */
    void versionChanged(String previousVersionId, Secret current);
}
