package io.github.secretscache.client.testing;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;

/**
 * A client that holds its secrets itself, for unit tests: no server, no network. What is put is read at once. Thread-safe.
 */
public final class InMemorySecretsCacheClient implements SecretsCacheClient {
    private final SecretStore store = new SecretStore();

    private InMemorySecretsCacheClient() {}

    /** {@return a client without secrets} */
    public static InMemorySecretsCacheClient create() {
        return new InMemorySecretsCacheClient();
    }

    /**
     * Puts a text as the secret's current version. The one before it becomes AWSPREVIOUS: to put again is to rotate. Versions
     * are called v1, v2 and so on.
     *
     * @param name the secret's name
     * @param text its value
     * @return this
     */
    public InMemorySecretsCacheClient put(String name, String text) {
        return putAt(SecretStore.CURRENT, name, text);
    }

    /**
     * Puts bytes as the secret's current version, as {@link #put(String, String)} does a text.
     *
     * @param name the secret's name
     * @param bytes its value; copied
     * @return this
     */
    public InMemorySecretsCacheClient put(String name, byte[] bytes) {
        store.put(SecretStore.CURRENT, StoredSecret.binary(name, bytes));
        return this;
    }

    /**
     * Puts a text as the version of a stage.
     *
     * @param versionStage such as AWSPENDING
     * @param name the secret's name
     * @param text its value
     * @return this
     */
    public InMemorySecretsCacheClient putAt(String versionStage, String name, String text) {
        store.put(versionStage, StoredSecret.text(name, text));
        return this;
    }

    /**
     * Removes a secret with all its versions.
     *
     * @param name the secret's name
     * @return this
     */
    public InMemorySecretsCacheClient remove(String name) {
        store.remove(name);
        return this;
    }

    /**
     * Makes every read of a secret fail until {@link #recover}.
     *
     * @param name the secret's name; need not exist
     * @param failure how
     * @return this
     */
    public InMemorySecretsCacheClient fail(String name, SecretFailure failure) {
        store.fail(name, failure);
        return this;
    }

    /**
     * Ends the failures of a secret.
     *
     * @param name the secret's name
     * @return this
     */
    public InMemorySecretsCacheClient recover(String name) {
        store.recover(name);
        return this;
    }

    /**
     * {@return how often a secret was read, successfully or not}
     *
     * @param name the secret's name
     */
    public int reads(String name) {
        return store.reads(name);
    }

    @Override
    public Secret get(String name) {
        return getVersion(name, SecretStore.CURRENT);
    }

    @Override
    public Secret refresh(String name) {
        return getVersion(name, SecretStore.CURRENT);
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        SecretFailure failure = store.read(name);
        if (failure != null) {
            throw exception(name, failure, "the test asked for " + failure);
        }
        StoredSecret found = store.find(name, versionStage);
        if (found == null) {
            throw exception(
                    name,
                    SecretFailure.NOT_FOUND,
                    "the test has not put it at stage " + versionStage + "; put(...) or putAt(...) does");
        }
        return found.secret();
    }

    private static SecretsCacheException exception(String name, SecretFailure failure, String reason) {
        String message = "Secret \"" + name + "\" cannot be read: " + reason + ".";
        return switch (failure) {
            case NOT_FOUND -> new SecretNotFoundException(name, message, null);
            case ACCESS_DENIED -> new SecretAccessDeniedException(name, message, null);
            case UNAVAILABLE, CONNECTION_CUT -> new SecretsCacheUnavailableException(name, message, null);
        };
    }
}
