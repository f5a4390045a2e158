package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;

/** The secrets of one {@link SecretGroup}, over one client that is built on first use. Thread-safe. */
final class AwsGroup {
    private static final Logger LOG = System.getLogger(AwsGroup.class.getName());
    private static final SdkPlugin ONE_ATTEMPT = configuration ->
            configuration.overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()));

    private final SecretGroup group;
    private final AwsClients clients;
    private @Nullable SecretsManagerClient client;

    AwsGroup(SecretGroup group, AwsClients clients) {
        this.group = group;
        this.clients = clients;
    }

    /** Reads one version of one secret with GetSecretValue; never throws. */
    FetchOutcome fetch(SecretId id) {
        try {
            return AwsReply.value(client().getSecretValue(request -> request.secretId(id.name())
                            .versionStage(id.versionStage())
                            .versionId(id.versionId())))
                    .<FetchOutcome>map(FetchOutcome.Fetched::new)
                    .orElseGet(() -> new FetchOutcome.Failed(AwsErrors.of(id, AwsErrorRule.UNREADABLE_REPLY)));
        } catch (RuntimeException e) {
            return new FetchOutcome.Failed(AwsErrors.of(id, e));
        }
    }

    /**
     * Reads several secrets at AWSCURRENT with one attempt at BatchGetSecretValue; never throws. Ids without an outcome,
     * all of them if the batch failed as a whole, are left to {@link #fetch}.
     */
    Map<SecretId, FetchOutcome> fetchBatch(Collection<SecretId> ids) {
        List<String> names = ids.stream().map(SecretId::name).toList();
        try {
            BatchGetSecretValueResponse reply = client().batchGetSecretValue(request ->
                    request.secretIdList(names).overrideConfiguration(options -> options.addPlugin(ONE_ATTEMPT)));
            return new AwsBatchReply(reply, reply.responseMetadata().requestId()).outcomes(ids);
        } catch (RuntimeException e) {
            if (!clients.isClosed()) {
                logFailedBatch(ids, e);
            }
            return Map.of();
        }
    }

    private void logFailedBatch(Collection<SecretId> ids, RuntimeException e) {
        SecretFetchException failure = AwsErrors.of(ids.iterator().next(), e);
        LOG.log(
                Level.INFO,
                "BatchGetSecretValue failed for {0} secrets of group {1} ({2}): each is read with GetSecretValue",
                ids.size(),
                group.name(),
                failure.awsErrorCode() == null ? failure.reason() : failure.awsErrorCode());
    }

    private synchronized SecretsManagerClient client() {
        if (client == null) {
            client = clients.secretsManager(group);
        }
        return client;
    }
}
