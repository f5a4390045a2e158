package io.github.secretscache.core.parameterstore;

import io.github.secretscache.core.Batching;
import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsGroups;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * AWS Systems Manager Parameter Store beside Secrets Manager, as one {@link SecretSource} for a cache that has both.
 * Thread-safe.
 *
 * <p>A parameter is read with <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">
 * GetParameter</a>, several with <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html">GetParameters</a>, ten at a
 * time, and those below a path with <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html">GetParametersByPath</a>,
 * ten on a page. Groups, region, role, credentials, HTTP client, proxies and trust are those of the {@link
 * SecretsManagerSource}; the endpoint of a group is used for both services; replica regions are not used for parameters.
 * That source still reads the secrets.
 *
 * <p>If GetParameters is denied or otherwise refused, each parameter is read by itself. If it is throttled or fails for
 * another transient reason, all its parameters fail: the three operations share one quota, so single reads would
 * multiply the load.
 */
public final class ParameterStoreSource implements SecretSource {
    /** How many parameters GetParameters accepts, and GetParametersByPath returns, at a time. */
    static final int BATCH_SIZE = 10;

    private final Map<String, ParameterCalls> calls = new ConcurrentHashMap<>();
    private final SecretsManagerSource secrets;
    private final AwsGroups groups;

    private ParameterStoreSource(SecretsManagerSource secrets) {
        this.secrets = secrets;
        this.groups = secrets.aws();
    }

    /**
     * Reads parameters as a source reads secrets: through the same groups, with the same credentials.
     *
     * @param secrets reads the secrets; closed with this source
     * @return a source of both
     */
    public static ParameterStoreSource beside(SecretsManagerSource secrets) {
        return new ParameterStoreSource(secrets);
    }

    /** {@return what reads the secrets} */
    public SecretsManagerSource secretsManager() {
        return secrets;
    }

    /**
     * Reads one version of one parameter with GetParameter, or of one secret as {@link SecretsManagerSource#fetch}.
     *
     * @param id which; its group must be one of the source's
     * @return its value
     * @throws SecretFetchException if it cannot be had, if the calling thread is interrupted (its interrupt status stays
     *     set), or if this source is closed
     */
    @Override
    public SecretValue fetch(SecretId id) {
        return id.isParameter() ? groups.reading(id, group -> calls(group).fetch(id)) : secrets.fetch(id);
    }

    /** {@return the outcome for each id that GetParameters answers beyond doubt; for secrets, as the other source} */
    @Override
    public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        if (!ids.get(0).isParameter()) {
            return secrets.fetchBatch(ids);
        }
        SecretGroup group = groups.get(ids.get(0).group());
        return group == null || groups.clients().isClosed()
                ? Map.of()
                : calls(group).fetchBatch(ids);
    }

    /** {@return for a parameter, batches of 10 as the usual way; for a secret, as the other source} */
    @Override
    public Batching batchingOf(SecretId id) {
        return id.isParameter()
                ? Batching.usual(routeOf(id) + (id.decrypted() ? "" : "/encrypted"), BATCH_SIZE)
                : secrets.batchingOf(id);
    }

    /**
     * Reads one page of a path with GetParametersByPath: recursively, decrypted. Tags are for the other source.
     *
     * @param listing which; its group must be one of the source's
     * @param pageToken the token of the page before; {@code null} for the first
     * @return the page
     * @throws SecretFetchException as {@link #fetch}
     */
    @Override
    public ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
        return listing instanceof ListedPath path
                ? groups.reading(path.subject(), group -> calls(group).fetchPage(path, pageToken))
                : secrets.fetchPage(listing, pageToken);
    }

    /** {@return a route for the parameters of a group, so that an outage of one service does not stop the other} */
    @Override
    public String routeOf(SecretId id) {
        return id.isParameter() ? secrets.routeOf(id) + "/parameters" : secrets.routeOf(id);
    }

    /** {@return none for a parameter: Parameter Store has no replicas} */
    @Override
    public List<String> replicasOf(SecretId id) {
        return id.isParameter() ? List.of() : secrets.replicasOf(id);
    }

    /** Reads a secret as {@link SecretsManagerSource#fetchReplica}. */
    @Override
    public SecretValue fetchReplica(SecretId id, String replica) {
        return secrets.fetchReplica(id, replica);
    }

    /** Ends the clients of both. Idempotent. */
    @Override
    public void close() {
        secrets.close();
    }

    private ParameterCalls calls(SecretGroup group) {
        return calls.computeIfAbsent(group.name(), name -> new ParameterCalls(group, groups));
    }
}
