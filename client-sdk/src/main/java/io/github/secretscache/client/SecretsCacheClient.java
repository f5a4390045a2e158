package io.github.secretscache.client;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets from the Secrets Cache server beside the function: the Lambda extension, or the same as a sidecar.
 *
 * <p>Make one for the whole function and keep it in a static field; it is thread-safe, opens nothing that must be closed
 * and keeps no thread. Every call blocks, for {@link SecretsCacheClientBuilder#callTimeout} at most. A value read before
 * is given again without asking the server, for as long as the server itself would call it fresh; so it is never older
 * than one time to live since the server fetched it from Secrets Manager.
 *
 * <p>An interface so that tests can put a fake in its place; ready-made ones are in secrets-cache-client-testing.
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
     * @param decoder what decodes it; what it throws is thrown on untouched; keep it in a field
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
     * <p>What is not at hand is read in parallel where the client can, up to 8 at a time, on threads that end with the call.
     *
     * @param names as for {@link #get(String)}; a name that stands twice counts once
     * @throws SecretsCacheException as {@link #get(String)} throws, for the first that cannot be read; those of the others are
     *     its suppressed ones
     */
    default Map<String, Secret> getAll(Collection<String> names) {
        return new SeveralReads(this::get).of(names, 1);
    }

    /**
     * {@return the secret after the server has fetched it anew from Secrets Manager}
     *
     * <p>The server makes one such call for each secret and second at most.
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
     * <p>When the action fails as an authentication failure, the secret is refreshed and the action runs again with every
     * value it was not yet refused with, for {@link SecretsCacheClientBuilder#rotationBudget} after the first refusal; no read
     * is waited for beyond that. The stages of {@link SecretsCacheClientBuilder#rotationStages}, such as AWSPENDING, are
     * looked at too. No value is tried twice. Clients other than that of {@link #builder()} look once, without waiting, unless
     * they say otherwise.
     *
     * @param name as for {@link #get(String)}
     * @param type what to decode into, as for {@link #get(String, Class)}
     * @param action what to do; runs on the calling thread, once or more
     * @param isAuthFailure whether what the action threw means that the secret was refused, such as
     *     {@code e -> e instanceof SQLException sql && "28P01".equals(sql.getSQLState())}
     * @param <T> the type
     * @param <R> the result
     * @param <X> what the action may throw
     * @throws X what the action threw: at once if that is no authentication failure, else the last refusal when the budget is
     *     used up
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

    /** {@return what {@link #useSecret} does, to be given other limits; by default it looks once, without waiting} */
    default SecretRotation rotation() {
        return SecretRotation.of(new ClientVersions(this));
    }

    /**
     * Tells a listener of each version that this client gives in the place of another, from now on. The client of {@link
     * #builder()} notices by its own reads only, for it has no thread of its own.
     *
     * @param listener the listener; is held until it is removed
     * @throws UnsupportedOperationException if this is a client that cannot
     */
    default void addChangeListener(SecretChangeListener listener) {
        throw new UnsupportedOperationException(getClass().getName() + " does not tell of changes");
    }

    /**
     * Ends what {@link #addChangeListener} began; does nothing if it did not.
     *
     * @param listener the listener
     */
    default void removeChangeListener(SecretChangeListener listener) {
        // A client that cannot tell of changes has no listener.
    }

    /**
     * {@return a client of the same kind that reads parameters of Parameter Store, decrypted, as this one reads secrets}
     *
     * <p>Its {@link #getVersion} takes the number of a version or a label; {@link Secret#asList} gives the items of a
     * StringList. Exceptions speak of a parameter, and are of the same classes.
     *
     * @throws UnsupportedOperationException if this is a client that knows no parameters
     */
    default SecretsCacheClient parameters() {
        throw new UnsupportedOperationException(getClass().getName() + " knows no parameters");
    }

    /**
     * {@return the latest version of a parameter, or the one that the server is configured for}
     *
     * @param name its name, such as {@code /app/db}, or its ARN
     * @throws SecretsCacheException as {@link #get(String)} throws
     * @throws UnsupportedOperationException if this is a client that knows no parameters
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
     * @throws UnsupportedOperationException if this is a client that knows no parameters
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
     * @throws UnsupportedOperationException if this is a client that knows no parameters
     */
    default <T> T getParameter(String name, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return getParameter(name).as(type);
    }
}
