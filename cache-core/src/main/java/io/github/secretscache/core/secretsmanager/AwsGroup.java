package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsArn;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.AwsErrors;
import io.github.secretscache.core.aws.AwsGroups;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;

/** The secrets of one {@link SecretGroup}, over one client for each region, built on first use. Thread-safe. */
final class AwsGroup {
    private static final Logger LOG = System.getLogger(AwsGroup.class.getName());
    private static final SdkPlugin ONE_ATTEMPT = configuration ->
            configuration.overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()));

    private final SecretGroup group;
    private final AwsGroups groups;
    private final Map<String, SecretsManagerClient> byRegion = new HashMap<>();

    AwsGroup(SecretGroup group, AwsGroups groups) {
        this.group = group;
        this.groups = groups;
    }

    /** Reads one version of one secret with GetSecretValue. */
    SecretValue fetch(SecretId id) {
        String foreign = groups.foreignRegion(id);
        return fetch(id, group.withRegion(foreign == null ? group.region() : foreign), id.name());
    }

    /** Reads one version of one secret from a replica region, where it has the same name and, but for the region, ARN. */
    SecretValue fetchReplica(SecretId id, String replica) {
        SecretGroup there = group.withReplicas(List.of()).withRegion(replica);
        SecretValue value = fetch(id, there, AwsArn.inRegion(id.name(), replica));
        String own = AwsArn.region(id.name());
        return AwsReply.withArn(value, AwsArn.inRegion(value.arn(), own == null ? ownRegion() : own));
    }

    /**
     * Reads several secrets at AWSCURRENT with one attempt at BatchGetSecretValue; never throws. Ids without an outcome,
     * all of them if the batch failed as a whole, are left to {@link #fetch}.
     */
    Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        List<String> names = ids.stream().map(SecretId::name).toList();
        try {
            String foreign = groups.foreignRegion(ids.get(0));
            SecretsManagerClient client = client(group.withRegion(foreign == null ? group.region() : foreign));
            BatchGetSecretValueResponse reply = client.batchGetSecretValue(request ->
                    request.secretIdList(names).overrideConfiguration(options -> options.addPlugin(ONE_ATTEMPT)));
            return new AwsBatchReply(reply, reply.responseMetadata().requestId()).outcomes(ids);
        } catch (RuntimeException e) {
            if (!groups.clients().isClosed()) {
                logFailedBatch(ids, e);
            }
            return Map.of();
        }
    }

    /** Finds one page of the secrets that have some tags. */
    ListingPage fetchPage(ListedTags tags, @Nullable String pageToken) {
        try {
            TagSearch search = new TagSearch(tags);
            return search.page(AwsGroups.signedAnew(() -> client(group).listSecrets(search.request(pageToken))));
        } catch (RuntimeException e) {
            throw AwsErrors.of(tags, e);
        }
    }

    private SecretValue fetch(SecretId id, SecretGroup where, String name) {
        try {
            return AwsGroups.signedAnew(() -> ask(id, where, name));
        } catch (RuntimeException e) {
            throw AwsErrors.of(id, e);
        }
    }

    private SecretValue ask(SecretId id, SecretGroup where, String name) {
        SecretValue value = AwsReply.value(client(where)
                        .getSecretValue(request -> request.secretId(name)
                                .versionStage(id.versionStage())
                                .versionId(id.versionId())))
                .orElseThrow(() -> AwsErrors.of(id, AwsErrorRule.UNREADABLE_REPLY));
        if (!AwsReply.isOf(value, name)
                || (id.versionId() != null && !id.versionId().equals(value.versionId()))) {
            throw AwsErrors.of(id, AwsErrorRule.OTHER_SECRET);
        }
        if (value.sizeInBytes() > AwsReply.MOST_BYTES) {
            throw AwsErrors.of(id, AwsErrorRule.TOO_LARGE);
        }
        return value;
    }

    private void logFailedBatch(List<SecretId> ids, RuntimeException e) {
        SecretFetchException failure = AwsErrors.of(ids.get(0), e);
        LOG.log(
                Level.INFO,
                "BatchGetSecretValue failed for {0} secrets of group {1} ({2}): each is read with GetSecretValue",
                ids.size(),
                group.name(),
                failure.awsErrorCode() == null ? failure.reason() : failure.awsErrorCode());
    }

    private String ownRegion() {
        return client(group).serviceClientConfiguration().region().id();
    }

    private synchronized SecretsManagerClient client(SecretGroup where) {
        String region = String.valueOf(where.region());
        SecretsManagerClient client = byRegion.get(region);
        if (client == null) {
            client = groups.clients().secretsManager(where);
            byRegion.put(region, client);
        }
        return client;
    }
}
