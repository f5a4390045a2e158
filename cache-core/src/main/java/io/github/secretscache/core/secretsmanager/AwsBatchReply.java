package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsArn;
import io.github.secretscache.core.aws.AwsErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;

/**
 * Finds the outcome for each requested secret in the reply to a batch. The reply names a secret by ARN and name, not by
 * the requested id. If there is any doubt, an id gets no outcome, and is then fetched by itself.
 */
final class AwsBatchReply {
    private final List<SecretValue> values;
    private final List<APIErrorType> errors;
    private final @Nullable String requestId;

    AwsBatchReply(BatchGetSecretValueResponse reply, @Nullable String requestId) {
        this.values = reply.secretValues().stream()
                .flatMap(entry -> AwsReply.value(entry).stream())
                .toList();
        this.errors = reply.errors();
        this.requestId = requestId;
    }

    /** The outcomes of the ids that the reply answers beyond doubt. */
    Map<SecretId, FetchOutcome> outcomes(Collection<SecretId> ids) {
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        List<SecretValue> unclaimed = new ArrayList<>(values);
        for (SecretId id : ids) {
            if (AwsArn.isArn(id.name())) {
                putValue(id, values, value -> AwsReply.isOf(value, id.name()), outcomes);
                unclaimed.removeIf(value -> AwsReply.isOf(value, id.name()));
            }
        }
        for (SecretId id : ids) {
            // A value that was requested by ARN may belong to another account, with a secret of the same name.
            if (!AwsArn.isArn(id.name())) {
                putValue(id, unclaimed, value -> AwsReply.isOf(value, id.name()), outcomes);
            }
            putError(id, outcomes);
        }
        return outcomes;
    }

    private static void putValue(
            SecretId id,
            List<SecretValue> candidates,
            Predicate<SecretValue> matches,
            Map<SecretId, FetchOutcome> outcomes) {
        List<SecretValue> found = candidates.stream().filter(matches).toList();
        if (found.size() == 1 && found.get(0).sizeInBytes() <= AwsReply.MOST_BYTES) {
            outcomes.put(id, new FetchOutcome.Fetched(found.get(0)));
        }
    }

    private void putError(SecretId id, Map<SecretId, FetchOutcome> outcomes) {
        List<APIErrorType> found = errors.stream()
                .filter(error -> id.name().equals(error.secretId()))
                .toList();
        if (found.isEmpty()) {
            return;
        }
        // A value and an error for one id contradict each other: neither is used.
        if (outcomes.remove(id) == null && found.size() == 1) {
            AwsErrors.ofBatch(id, found.get(0), requestId)
                    .ifPresent(cause -> outcomes.put(id, new FetchOutcome.Failed(cause)));
        }
    }
}
