package io.github.secretscache.client.testing;

import io.github.secretscache.client.Secret;

/**
 * What a test can do with the secrets of a double; the same for all doubles.
 *
 * @param <S> the double
 */
abstract class TestSecrets<S extends TestSecrets<S>> {
    /** Only for {@link InMemorySecretsCacheClient} and {@link SecretsCacheTestServer}. */
    TestSecrets() {}

    abstract S self();

    abstract TestVersions versions();

    /**
     * Puts a text as the secret's current version. The one before it becomes AWSPREVIOUS: putting again is a rotation.
     * Versions are called v1, v2 and so on.
     *
     * @param name the secret's name
     * @param text its value
     * @return this
     */
    public S put(String name, String text) {
        return putAt(TestVersions.CURRENT, name, text);
    }

    /**
     * Puts bytes as the secret's current version, as {@code put} does a text.
     *
     * @param name the secret's name
     * @param bytes its value; copied
     * @return this
     */
    public S put(String name, byte[] bytes) {
        versions().put(TestVersions.CURRENT, Secret.of(name, bytes));
        return self();
    }

    /**
     * Puts a text as the version of a stage.
     *
     * @param versionStage such as AWSPENDING
     * @param name the secret's name
     * @param text its value
     * @return this
     */
    public S putAt(String versionStage, String name, String text) {
        versions().put(versionStage, Secret.of(name, text));
        return self();
    }

    /**
     * Removes a secret with all its versions.
     *
     * @param name the secret's name
     * @return this
     */
    public S remove(String name) {
        versions().remove(name);
        return self();
    }

    /**
     * Makes every read of a secret fail until {@code recover}.
     *
     * @param name the secret's name; need not exist
     * @param failure how
     * @return this
     */
    public S fail(String name, SecretFailure failure) {
        versions().fail(name, failure);
        return self();
    }

    /**
     * Ends the failures of a secret.
     *
     * @param name the secret's name
     * @return this
     */
    public S recover(String name) {
        versions().recover(name);
        return self();
    }

    /**
     * {@return how often a secret was read, successfully or not; reads from a client's near cache do not count}
     *
     * @param name the secret's name
     */
    public int reads(String name) {
        return versions().reads(name);
    }
}
