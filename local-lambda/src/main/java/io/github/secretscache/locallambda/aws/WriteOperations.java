package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The operations that change something. */
final class WriteOperations {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]{1,512}");
    private static final int DEFAULT_RECOVERY_DAYS = 30;
    private static final int MAX_STAGES = 20;
    private static final int MAX_TAGS = 50;

    private final SecretsAccount store;

    WriteOperations(SecretsAccount store) {
        this.store = store;
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ServiceException.validation("Invalid name. Must be a valid name containing alphanumeric characters,"
                    + " or any of the following: -/_+=.@!");
        }
    }

    ObjectNode createSecret(RequestFields request) {
        String name = request.required("Name");
        checkName(name);
        StoredValue value = request.value();
        String token = request.requestToken();
        String description = Objects.requireNonNullElse(request.optional("Description"), "");
        SecretsAccount.Identity created = store.create(name, description, token, value);
        store.tag(created.arn(), request.tags());
        ObjectNode reply = ReadOperations.identity(created);
        return value == null ? reply : reply.put("VersionId", token);
    }

    ObjectNode putSecretValue(RequestFields request) {
        String id = request.required("SecretId");
        StoredValue value = request.value();
        if (value == null) {
            throw ServiceException.invalidRequest("You must provide either SecretString or SecretBinary.");
        }
        List<String> stages = request.list("VersionStages", MAX_STAGES);
        SecretsAccount.Version version = store.put(
                id,
                request.requestToken(),
                value,
                stages.isEmpty() ? Set.of(AccountSecret.CURRENT) : Set.copyOf(stages));
        ObjectNode reply = ReadOperations.identity(version.secret()).put("VersionId", version.id());
        version.stages().forEach(reply.putArray("VersionStages")::add);
        return reply;
    }

    /** A new description, a new value, or both. */
    ObjectNode updateSecret(RequestFields request) {
        String id = request.required("SecretId");
        StoredValue value = request.value();
        String token = value == null ? "" : request.requestToken();
        ObjectNode reply = ReadOperations.identity(store.describe(id, request.optional("Description")));
        if (value != null) {
            var unused = store.put(id, token, value, Set.of(AccountSecret.CURRENT));
            reply.put("VersionId", token);
        }
        return reply;
    }

    ObjectNode updateSecretVersionStage(RequestFields request) {
        return ReadOperations.identity(store.restage(
                request.required("SecretId"),
                request.required("VersionStage"),
                request.optionalId("RemoveFromVersionId"),
                request.optionalId("MoveToVersionId")));
    }

    ObjectNode deleteSecret(RequestFields request) {
        SecretsAccount.Deletion deletion = store.delete(request.required("SecretId"), window(request));
        return ReadOperations.identity(deletion.secret())
                .put("DeletionDate", ReadOperations.epochSeconds(deletion.gone()));
    }

    ObjectNode restoreSecret(RequestFields request) {
        return ReadOperations.identity(store.restore(request.required("SecretId")));
    }

    ObjectNode tagResource(RequestFields request) {
        store.tag(request.required("SecretId"), request.tags());
        return JsonNodeFactory.instance.objectNode();
    }

    ObjectNode untagResource(RequestFields request) {
        store.untag(request.required("SecretId"), request.list("TagKeys", MAX_TAGS));
        return JsonNodeFactory.instance.objectNode();
    }

    private static Duration window(RequestFields request) {
        boolean force = request.flag("ForceDeleteWithoutRecovery");
        if (!request.has("RecoveryWindowInDays")) {
            return force ? Duration.ZERO : Duration.ofDays(DEFAULT_RECOVERY_DAYS);
        }
        if (force) {
            throw ServiceException.invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        int days = request.number("RecoveryWindowInDays");
        if (days < 7 || days > 30) {
            throw ServiceException.invalidParameter(
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        return Duration.ofDays(days);
    }
}
