package io.github.secretscache.client;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * Reads secrets from the Secrets Cache server beside the function: the Lambda extension, or the same as a sidecar.
 *
 * <p>Make one for the whole function and keep it in a static field; it is thread-safe, opens nothing that must be closed
 * and starts no thread. Every call blocks, for {@link SecretsCacheClientBuilder#callTimeout} at most. A value read before
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
     * {@return the secret, decoded: into {@code String}, {@code byte[]} (a copy) or {@link Secret} as it is; into anything
     * else, such as a record, a bean or {@code Map}, from JSON by Jackson 2.x, which must be on the class path}
     *
     * <p>JSON fields the type does not have are ignored. Each version is decoded once and all callers get the same object,
     * so it must not be changed; maps and lists are unmodifiable.
     *
     * @param name as for {@link #get(String)}
     * @param type what to decode into
     * @param <T> the type
     * @throws SecretsCacheException if the secret does not fit the type (the message names the field, never the value),
     *     or Jackson is needed and missing; and as {@link #get(String)} throws
     */
    default <T> T get(String name, Class<T> type) {
        Objects.requireNonNull(type, "type");
        return get(name).decode(type);
    }

    /**
     * {@return the secret, decoded by the caller's own function}
     *
     * <p>The result is kept for the decoder and the version, so keep the decoder in a field: a new one for each call decodes
     * each time. Threads that come together may each decode a new version; all get the same object.
     *
     * @param name as for {@link #get(String)}
     * @param decoder what decodes it; what it throws is thrown on untouched
     * @param <T> the type
     * @throws SecretsCacheException if the decoder returns null; and as {@link #get(String)} throws
     */
    default <T> T get(String name, SecretDecoder<T> decoder) {
        Objects.requireNonNull(decoder, "decoder");
        return get(name).decode(decoder);
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
    default <T, R, X extends Exception> R useSecret(
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
}
