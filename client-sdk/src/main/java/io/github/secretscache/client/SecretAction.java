package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/**
 * What a function does with a secret, such as opening a connection with a password.
 *
 * @param <T> what the secret is decoded into
 * @param <R> the result
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface SecretAction<T, R extends @Nullable Object, X extends Exception> {
    /**
     * {@return the result}
     *
     * @param secret the decoded secret
     * @throws X if it fails, for example because the secret was refused
     */
    R run(T secret) throws X;
}
