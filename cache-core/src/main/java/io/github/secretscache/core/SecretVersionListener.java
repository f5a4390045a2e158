package io.github.secretscache.core;

/** Hears that the cache now holds another version of a secret than before. Called on a thread of the cache. */
@FunctionalInterface
public interface SecretVersionListener {
    /**
     * A fetch brought a version other than the one held. An exception thrown here is logged and changes nothing.
     *
     * @param id which secret
     * @param previousVersionId the version held before
     * @param current the value now held
     */
    void versionChanged(SecretId id, String previousVersionId, SecretValue current);
}
