package io.github.secretscache.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets and parameters come from: the port on the far side of the cache. {@link
 * io.github.secretscache.core.secretsmanager.SecretsManagerSource} is the adapter for AWS Secrets Manager, {@link
 * io.github.secretscache.core.parameterstore.ParameterStoreSource} reads parameters too. In a test, use a
 * lambda: {@code id -> SecretValue.ofText(description, "text")}.
 *
 * <p>Must be thread-safe: the cache calls it from several threads at a time, but for one key only once at a time,
 * unless it has given up waiting for the first call. Calls block. One that takes longer than the cache's {@code
 * requestTimeout} is interrupted and its result not waited for; one that never returns costs one thread until it does.
 */
@FunctionalInterface
public interface SecretSource extends AutoCloseable {
    /** How long a read waits, and a call takes, at most unless the builder says otherwise: 4 s. */
    Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(4);

    /**
     * Fetches one version of one secret.
     *
     * @param id which
     * @return its value, never {@code null}
     * @throws SecretFetchException if it cannot be fetched; {@link SecretFetchException#reason()} says why
     */
    SecretValue fetch(SecretId id);

    /**
     * Fetches several secrets or parameters in one call.
     *
     * @param ids two or more of one {@link Batching}, at most {@link Batching#largest}; without duplicates
     * @return the outcomes; ids that are left out are fetched one by one, all of them if the batch failed as a whole
     */
    default Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        return Map.of();
    }

    /**
     * Which secrets a secret can share a call with.
     *
     * @param id which secret
     * @return its batching; {@link Batching#NONE}, the default, if it must be fetched by itself
     */
    default Batching batchingOf(SecretId id) {
        return Batching.NONE;
    }

    /**
     * Finds one page of a listing.
     *
     * @param listing which
     * @param pageToken what the page before named as the next one; {@code null} for the first
     * @return the page
     * @throws SecretFetchException if it cannot be had; {@link SecretFetchException#reason()} says why
     */
    default ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
        throw new SecretFetchException(
                SecretFetchException.Reason.INVALID_REQUEST,
                "the source cannot list, so it has no " + listing.described(),
                null);
    }

    /**
     * The route of a secret's fetches. Fetches with the same route share one bound, and when three in a row are not
     * answered, only one at a time is tried; fetches with another route do not wait for them.
     *
     * @param id which secret
     * @return the name of its route, by default its group
     */
    default String routeOf(SecretId id) {
        return id.group();
    }

    /**
     * The replicas of a secret.
     *
     * @param id which secret
     * @return its replica regions, in the order in which they are asked while the secret's own region does not answer;
     *     none by default
     */
    default List<String> replicasOf(SecretId id) {
        return List.of();
    }

    /**
     * Fetches one version of one secret from a replica region.
     *
     * @param id which secret
     * @param replica one of {@link #replicasOf}
     * @return its value, never {@code null}, with the ARN it has in its own region
     * @throws SecretFetchException if it cannot be fetched there
     */
    default SecretValue fetchReplica(SecretId id, String replica) {
        throw new UnsupportedOperationException("no replicas");
    }

    /** Ends its connections. Calls after it fail. Idempotent; by default there is nothing to end. */
    @Override
    default void close() {}
}
