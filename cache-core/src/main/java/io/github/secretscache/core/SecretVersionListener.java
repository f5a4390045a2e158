package io.github.secretscache.core;

/** Is notified when the cache holds a new version of a secret. Called on a thread of the cache. */
@FunctionalInterface
public interface SecretVersionListener {
    /**
     * A fetch returned a version other than the one held. An exception thrown here is logged and has no other effect.
     *
     * @param id which secret
     * @param previousVersionId the version held before
     * @param current the value now held
     */
    void versionChanged(SecretId id, String previousVersionId, SecretValue current);
}
