package io.github.secretscache.core;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where secrets come from: the port on the far side of the cache. {@link io.github.secretscache.core.secretsmanager.SecretsManagerSource} is the adapter for AWS
 * Secrets Manager.
 *
 * <p>Thread-safe: the cache calls it from several threads at a time, and never for one key twice at a time unless it has
 * given up waiting for the first call. Calls block; a call that never returns costs one thread until it does.
 */
public interface SecretSource extends AutoCloseable {
    /**
     * Fetches one version of one secret.
     *
     * @param id which
     * @return its value, never {@code null}
     * @throws SecretFetchException if it cannot be had; {@link SecretFetchException#reason()} says why
     */
    SecretValue fetch(SecretId id);

    /**
     * Fetches several secrets, in as few calls as it can. One that fails does not spoil the rest.
     *
     * @param ids which; without duplicates
     * @return an outcome for each id, in the order given; one that is missing counts as a failure
     */
    default Map<SecretId, FetchOutcome> fetchAll(Collection<SecretId> ids) {
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        for (SecretId id : ids) {
            FetchOutcome outcome = Asking.one(this, id);
            if (outcome != null) {
                outcomes.put(id, outcome);
            }
        }
        return outcomes;
    }

    /** Ends its connections. Calls after it fail. Idempotent. */
    @Override
    void close();
}
