package io.github.secretscache.client;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets from the Secrets Cache server on the same machine: the Lambda extension, or the sidecar.
 *
 * <p>Create one for the whole function and keep it in a static field. It is thread-safe, has no threads, and need not
 * be closed. Every call blocks, for {@link SecretsCacheClientBuilder#callTimeout} at most; only {@link #getAll} may take
 * longer. The client keeps a value and returns it without asking the server for as long as the server says that it is
 * fresh. So a kept value is never older than one time to live since the server fetched it from Secrets Manager.
 *
 * <p>It is an interface so that a test can replace it; secrets-cache-client-testing has ready-made fakes.
 */
public interface SecretsCacheClient {
    /**
     * {@return a client with every default: the server at 127.0.0.1, port {@code SECRETS_CACHE_PORT} or 8080, and the token
     * of the environment}
     *
     * @throws IllegalArgumentException if an environment variable it needs is malformed
     */
    static SecretsCacheClient create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    static SecretsCacheClientBuilder builder() {
        return new SecretsCacheClientBuilder();
    }

    /**
     * {@return the secret, in the version the server is configured for: AWSCURRENT unless its config.yaml says otherwise}
     *
     * @param name its name or ARN, or the name config.yaml serves it under
     * @throws SecretNotFoundException if there is no such secret
     * @throws SecretAccessDeniedException if it may not be read
     * @throws SecretsCacheUnavailableException if no usable answer came in time
     * @throws SecretsCacheException if the server refused the request for another reason
     * @throws IllegalArgumentException if the name is blank, longer than 2,048 characters or has control characters
     */
    Secret get(String name);

    /**
     * {@return the secret, decoded as {@link Secret#as(Class)} does}
     *
     * @param name as for {@link #get(String)}
     * @param type what to decode into
     * @param <T> the type
     * @throws SecretsCacheException as {@link #get(String)} and {@link Secret#as(Class)} throw
     */
    default <T> T get(String name, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return get(name).as(type);
    }

    /**
     * {@return the secret, decoded by the caller's own function, as {@link Secret#as(SecretDecoder)} does}
     *
     * @param name as for {@link #get(String)}
     * @param decoder what decodes it; its exceptions reach the caller unchanged; keep it in a field
     * @param <T> the type
     * @throws SecretsCacheException as {@link #get(String)} and {@link Secret#as(SecretDecoder)} throw
     */
    default <T> T get(String name, SecretDecoder<T> decoder) {
        Objects.requireNonNull(decoder, "decoder");
        return get(name).as(decoder);
    }

    /**
     * {@return several secrets by the names they were asked for, in that order; unmodifiable}
     *
     * <p>Secrets that the client does not hold are read in parallel if it can, up to 8 at a time, on threads that end
     * with the call. While the server answers, this takes as long as it needs. If a secret is not available, the client asks
     * for no further one after {@link SecretsCacheClientBuilder#callTimeout}, counted from the beginning of this call.
     *
     * @param names as for {@link #get(String)}; a name given twice counts once
     * @throws SecretsCacheException as {@link #get(String)} throws, for the first that cannot be read, with the exceptions of the
     *     others as suppressed ones
     */
    default Map<String, Secret> getAll(Collection<String> names) {
        return new SeveralReads(this::get, name -> null).of(names, 1);
    }

    /**
     * {@return the secret after the server has fetched it again from Secrets Manager}
     *
     * <p>The server makes at most one such call a second for each secret.
     *
     * @param name as for {@link #get(String)}
     * @throws SecretsCacheException as {@link #get(String)} throws
     */
    Secret refresh(String name);

    /**
     * {@return the version of the secret that has the given stage}
     *
     * @param name as for {@link #get(String)}
     * @param versionStage such as AWSPREVIOUS or AWSPENDING
     * @throws SecretNotFoundException if there is no such secret, or no version with this stage
     * @throws SecretsCacheException as {@link #get(String)} throws
     */
    Secret getVersion(String name, String versionStage);

    /**
     * {@return the result of an action that uses the secret, tried again with a newer value while the secret is rotated}
     *
     * <p>If the action fails with an authentication failure, the client refreshes the secret and runs the action again
     * with each value that was not refused yet. It goes on for {@link SecretsCacheClientBuilder#rotationBudget} after
     * the first refusal and waits for no read beyond that. It also tries the stages of {@link
     * SecretsCacheClientBuilder#rotationStages}, such as AWSPENDING. It tries no value twice. Other implementations of
     * this interface look once, without waiting, unless they say otherwise.
     *
     * @param name as for {@link #get(String)}
     * @param type what to decode into, as for {@link #get(String, Class)}
     * @param action what to do; runs on the calling thread, once or more
     * @param isAuthFailure whether what the action threw means that the secret was refused, such as
     *     {@code e -> e instanceof SQLException sql && "28P01".equals(sql.getSQLState())}
     * @param <T> the type
     * @param <R> the result
     * @param <X> what the action may throw
     * @throws X what the action threw: at once if it is not an authentication failure, otherwise the last refusal once
     *     the budget is used up
     * @throws SecretsCacheException as {@link #get(String, Class)} throws, for the first read
     */
    default <T, R extends @Nullable Object, X extends Exception> R useSecret(
            String name,
            Class<T> type,
            SecretAction<? super T, ? extends R, X> action,
            Predicate<? super Exception> isAuthFailure)
            throws X {
        return rotation().use(name, type, action, isAuthFailure);
    }

    /**
     * {@return the rotation that {@link #useSecret} uses, to set other limits; by default it looks once, without
     * waiting}
     */
    default SecretRotation rotation() {
        return SecretRotation.of(new ClientVersions(this));
    }

    /**
     * Calls a listener for each version that replaces another, from now on. The client of {@link #builder()} has no thread
     * of its own, so it notices a new version only when it reads.
     *
     * @param listener the listener; held until it is removed
     * @throws UnsupportedOperationException if this client does not support listeners
     */
    default void addChangeListener(SecretChangeListener listener) {
        throw new UnsupportedOperationException(getClass().getName() + " does not support change listeners");
    }

    /**
     * Removes a listener; does nothing if it was not added.
     *
     * @param listener the listener
     */
    default void removeChangeListener(SecretChangeListener listener) {
        // A client without listeners has none to remove.
    }

    /**
     * {@return a client of the same kind that reads parameters of Parameter Store, decrypted, as this one reads secrets}
     *
     * <p>Its {@link #getVersion} takes a version number or a label; {@link Secret#asList} returns the items of a StringList.
     * Exceptions are of the same classes and name the parameter.
     *
     * @throws UnsupportedOperationException if this client does not read parameters
     */
    default SecretsCacheClient parameters() {
        throw new UnsupportedOperationException(getClass().getName() + " does not read parameters");
    }

    /**
     * {@return the latest version of a parameter, or the one that the server is configured for}
     *
     * @param name its name, such as {@code /app/db}, or its ARN
     * @throws SecretsCacheException as {@link #get(String)} throws
     * @throws UnsupportedOperationException if this client does not read parameters
     */
    default Secret getParameter(String name) {
        return parameters().get(name);
    }

    /**
     * {@return one version of a parameter}
     *
     * @param name as for {@link #getParameter(String)}
     * @param versionOrLabel the number of a version, such as 3, or a label
     * @throws SecretsCacheException as {@link #get(String)} throws
     * @throws UnsupportedOperationException if this client does not read parameters
     */
    default Secret getParameter(String name, String versionOrLabel) {
        return parameters().getVersion(name, versionOrLabel);
    }

    /**
     * {@return the parameter, decoded as {@link Secret#as(Class)} does}
     *
     * @param name as for {@link #getParameter(String)}
     * @param type what to decode into
     * @param <T> the type
     * @throws SecretsCacheException as {@link #getParameter(String)} and {@link Secret#as(Class)} throw
     * @throws UnsupportedOperationException if this client does not read parameters
     */
    default <T> T getParameter(String name, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return getParameter(name).as(type);
    }
}
