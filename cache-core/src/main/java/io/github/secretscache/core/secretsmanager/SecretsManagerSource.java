package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.Batching;
import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SignatureVerifier;
import io.github.secretscache.core.aws.AwsClients;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.AwsErrors;
import io.github.secretscache.core.aws.AwsGroups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * AWS Secrets Manager as a {@link SecretSource}, over the AWS SDK for Java 2.x. Thread-safe.
 *
 * <p>It calls <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">
 * GetSecretValue</a>, for several secrets at a time <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html">
 * BatchGetSecretValue</a> (which need not be allowed), for tags <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html">ListSecrets</a>, for a group with a role <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>, and nothing else. The
 * client of a group is built on the first read of it. Region, credentials, endpoint and proxy come from the SDK's default
 * chains where a {@link SecretGroup} does not name them; credentials that expire are reloaded.
 *
 * <p>A failed attempt is repeated by the SDK's standard rules, and a call whose signature was refused once more. {@code
 * docs/errors.md} says what each failure means. No exception from here, nor any of its causes, holds text of a reply.
 */
public final class SecretsManagerSource implements SecretSource {
    /** The time for a TCP connection unless the builder says otherwise: 1 s. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How many secrets BatchGetSecretValue takes at a time. */
    static final int BATCH_SIZE = 20;

    private final Map<String, AwsGroup> calls = new ConcurrentHashMap<>();
    private final AwsGroups groups;

    SecretsManagerSource(SecretsManagerSourceBuilder builder) {
        this.groups = new AwsGroups(new AwsClients(new AwsClients.Options(
                new AwsClients.Http(
                        builder.httpClient,
                        builder.connectTimeout == null ? DEFAULT_CONNECT_TIMEOUT : builder.connectTimeout,
                        builder.requestTimeout,
                        builder.trustManager,
                        List.copyOf(builder.bundles),
                        builder.before),
                builder.clock,
                builder.credentials,
                builder.ownPorts)));
        builder.groups.values().forEach(groups::add);
    }

    /**
     * Reads with the SDK's default region and credentials.
     *
     * @return the source
     */
    public static SecretsManagerSource create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static SecretsManagerSourceBuilder builder() {
        return new SecretsManagerSourceBuilder();
    }

    /**
     * Adds a group while the source is in use, as for a role that a reader names.
     *
     * @param group the group
     * @return whether it is new; false if this very group is there already
     * @throws IllegalArgumentException if another group of this name is there
     */
    public boolean addGroup(SecretGroup group) {
        return groups.add(group);
    }

    /**
     * Reads one version of one secret with GetSecretValue. The wait ends with the SDK's last attempt, each of which may
     * take the request timeout; or when the thread is interrupted, as the cache does when the whole has taken that long.
     *
     * @param id which; its group must be one of this source's
     * @return its value
     * @throws SecretFetchException if it cannot be had, if the calling thread is interrupted (its interrupt status stays
     *     set), or if this source is closed
     */
    @Override
    public SecretValue fetch(SecretId id) {
        return reading(id, group -> group.fetch(id));
    }

    /**
     * Checks the settings of this process that the AWS SDK, a proxy and TLS need: variables, system properties and files.
     * Calls nothing, and asks for no credentials.
     *
     * @return why no call can be made, each reason once, naming the setting; empty if calls can be made
     */
    public List<String> settingProblems() {
        return StreamSupport.stream(groups.all().spliterator(), false)
                .flatMap(group -> groups.clients().refusal(group).stream())
                .map(e -> String.valueOf(e.getMessage()))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Forwards calls of clients, with the process's credentials and the connections of this source, until it is closed.
     * They go to the endpoint of the group {@value SecretId#DEFAULT_GROUP}, or to the region that the call names.
     *
     * @param limit the time for one call, including its reply: 1 ms to 1 h
     * @return what makes them
     * @throws IllegalArgumentException if the limit is out of range
     */
    public AwsForwarder forwarder(Duration limit) {
        SecretGroup group = groups.get(SecretId.DEFAULT_GROUP);
        return groups.clients()
                .forwarder(
                        group == null ? SecretGroup.named(SecretId.DEFAULT_GROUP) : group.withReplicas(List.of()),
                        SecretsManagerSourceBuilder.checked("limit", limit));
    }

    /**
     * Verifies that requests were signed with the credentials of this process: those in use now, or those before them
     * until they expire; never with those of a group's role.
     *
     * @param token also accepted as a secret access key, with any key id; {@code null} if there is none
     * @return what verifies them
     */
    public SignatureVerifier signatures(@Nullable String token) {
        return groups.clients().signatures(token);
    }

    /**
     * Reads up to 20 secrets of one group with one attempt at BatchGetSecretValue.
     *
     * @param ids which; without duplicates
     * @return an outcome for each id that the reply answers beyond doubt; none if the batch failed as a whole, for
     *     instance because it is not allowed
     */
    @Override
    public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        SecretGroup group = groups.get(ids.get(0).group());
        return group == null || groups.clients().isClosed()
                ? Map.of()
                : calls(group).fetchBatch(ids);
    }

    /** {@return for a secret at AWSCURRENT, a batch of up to 20 when warming up; for another version, none} */
    @Override
    public Batching batchingOf(SecretId id) {
        boolean isCurrent = SecretId.AWSCURRENT.equals(id.versionStage()) && id.versionId() == null;
        return isCurrent ? Batching.whenWarmingUp(routeOf(id), BATCH_SIZE) : Batching.NONE;
    }

    /**
     * The group of a secret. An ARN of another region than the group's has its own route: if the group sets neither
     * region nor endpoint, it is read in the ARN's region.
     *
     * @param id which secret
     * @return the name of its route
     */
    @Override
    public String routeOf(SecretId id) {
        String foreign = groups.foreignRegion(id);
        return foreign == null ? id.group() : id.group() + "/" + foreign;
    }

    /**
     * Finds one page of the secrets that have some tags, with ListSecrets: 100 are looked at for each page. The service only
     * sieves, for it compares the begin of a key, and that of a value, of whichever tag: what does not have the very tags
     * is left out here, before its value is asked for. A secret that is scheduled for deletion is not found.
     *
     * @param listing {@link ListedTags}; its group must be one of the source's
     * @param pageToken the token of the page before; {@code null} for the first
     * @return the page, without values
     * @throws SecretFetchException as {@link #fetch}
     */
    @Override
    public ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
        if (listing instanceof ListedTags tags) {
            return groups.reading(tags.subject(), group -> calls(group).fetchPage(tags, pageToken));
        }
        throw AwsErrors.of(listing, AwsErrorRule.NO_PARAMETERS);
    }

    /** {@return the replica regions of the secret's group} */
    @Override
    public List<String> replicasOf(SecretId id) {
        SecretGroup group = groups.get(id.group());
        return group == null ? List.of() : group.replicas();
    }

    /**
     * Reads one version of one secret with GetSecretValue from a replica region, by its name or, if it is known by ARN, by
     * the ARN that it has there.
     *
     * @param id which; its group must be one of this source's
     * @param replica the region
     * @return its value, with the ARN of its own region
     * @throws SecretFetchException as {@link #fetch}
     */
    @Override
    public SecretValue fetchReplica(SecretId id, String replica) {
        return reading(id, group -> group.fetchReplica(id, replica));
    }

    /** {@return how this source calls AWS, for {@code ParameterStoreSource}, which calls it in the same way} */
    public AwsGroups aws() {
        return groups;
    }

    /** Ends the clients of this source; calls in flight then fail as closed. Idempotent. */
    @Override
    public void close() {
        groups.close();
    }

    private SecretValue reading(SecretId id, Function<AwsGroup, SecretValue> read) {
        if (id.isParameter()) {
            throw AwsErrors.of(id, AwsErrorRule.NO_PARAMETERS);
        }
        return groups.reading(id, group -> read.apply(calls(group)));
    }

    private AwsGroup calls(SecretGroup group) {
        return calls.computeIfAbsent(group.name(), name -> new AwsGroup(group, groups));
    }
}
