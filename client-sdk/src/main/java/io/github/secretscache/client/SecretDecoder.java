package io.github.secretscache.client;

/**
 * Turns a secret into a value of the caller's own type. Must be thread-safe.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface SecretDecoder<T> {
    /**
     * Decodes one version of a secret. Its exceptions reach the caller of {@code get} unchanged.
     *
     * @param secret the secret
     * @return the value, never null; it is kept and given to every caller until the version changes
     */
    T decode(Secret secret);
}
