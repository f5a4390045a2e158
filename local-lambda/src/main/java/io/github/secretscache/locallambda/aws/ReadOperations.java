package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations that change nothing. */
final class ReadOperations {

    static final int MAX_BATCH = 20;
    private static final int MAX_LISTED = 100;

    private final SecretsAccount store;
    private final SecretIds ids;
    private final FaultGate gate;

    ReadOperations(SecretsAccount store, SecretIds ids, FaultGate gate) {
        this.store = store;
        this.ids = ids;
        this.gate = gate;
    }

    ObjectNode getSecretValue(RequestFields request) {
        return value(store.read(
                request.required("SecretId"), request.optionalId("VersionId"), request.optional("VersionStage")));
    }

    ObjectNode batchGetSecretValue(RequestFields request) {
        List<String> requested = request.list("SecretIdList", MAX_BATCH);
        if (requested.isEmpty() != request.has("Filters")) {
            throw ServiceException.invalidParameter(
                    "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        }
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode values = reply.putArray("SecretValues");
        ArrayNode errors = reply.putArray("Errors");
        for (String id : requested.isEmpty() ? filtered(request, reply) : requested) {
            try {
                gate.passEntry("BatchGetSecretValue", ids.aliases(id));
                values.add(value(store.read(id, null, null)));
            } catch (ServiceException e) {
                errors.addObject()
                        .put("SecretId", id)
                        .put("ErrorCode", e.code())
                        .put("Message", e.message());
            }
        }
        return reply;
    }

    private List<String> filtered(RequestFields request, ObjectNode reply) {
        Page<SecretsAccount.Description> page = page(request, false, MAX_BATCH);
        page.writeToken(reply);
        return page.items().stream().map(each -> each.secret().name()).toList();
    }

    private Page<SecretsAccount.Description> page(RequestFields request, boolean withDeleted, int most) {
        List<SecretsAccount.Description> fitting = store.list(withDeleted).stream()
                .filter(SecretFilters.of(request))
                .toList();
        return Page.of(fitting, request, most, each -> each.secret().name());
    }

    ObjectNode describeSecret(RequestFields request) {
        return description(store.describe(request.required("SecretId")), "VersionIdsToStages");
    }

    ObjectNode listSecrets(RequestFields request) {
        Page<SecretsAccount.Description> page = page(request, request.flag("IncludePlannedDeletion"), MAX_LISTED);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode list = reply.putArray("SecretList");
        page.items().forEach(each -> list.add(description(each, "SecretVersionsToStages")));
        page.writeToken(reply);
        return reply;
    }

    static ObjectNode identity(SecretsAccount.Identity secret) {
        return JsonNodeFactory.instance.objectNode().put("ARN", secret.arn()).put("Name", secret.name());
    }

    static double epochSeconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    private static ObjectNode value(SecretsAccount.Version version) {
        ObjectNode reply = identity(version.secret()).put("VersionId", version.id());
        String text = version.value().text();
        if (text == null) {
            reply.put("SecretBinary", version.value().bytes());
        } else {
            reply.put("SecretString", text);
        }
        version.stages().forEach(reply.putArray("VersionStages")::add);
        return reply.put("CreatedDate", epochSeconds(version.created()));
    }

    private static ObjectNode description(SecretsAccount.Description secret, String versionsField) {
        ObjectNode reply = identity(secret.secret());
        if (!secret.text().isEmpty()) {
            reply.put("Description", secret.text());
        }
        putDate(reply, "CreatedDate", secret.created());
        putDate(reply, "LastChangedDate", secret.changed());
        putDate(reply, "LastAccessedDate", secret.accessed());
        putDate(reply, "DeletedDate", secret.deleted());
        if (!secret.tags().isEmpty()) {
            ArrayNode tags = reply.putArray("Tags");
            secret.tags()
                    .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        }
        if (!secret.stagesByVersion().isEmpty()) {
            ObjectNode versions = reply.putObject(versionsField);
            for (Map.Entry<String, List<String>> each : secret.stagesByVersion().entrySet()) {
                each.getValue().forEach(versions.putArray(each.getKey())::add);
            }
        }
        return reply;
    }

    private static void putDate(ObjectNode reply, String field, @Nullable Instant date) {
        if (date != null) {
            reply.put(field, epochSeconds(date));
        }
    }
}
