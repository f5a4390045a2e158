package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Secrets Manager's operations by name. */
final class SecretsManagerService implements JsonService {

    /** These errors come from the layer in front of the service, which writes the field in lower case. */
    private static final Set<String> LOWER_CASE_MESSAGE = Set.of(
            "ThrottlingException",
            "ExpiredTokenException",
            "MissingAuthenticationTokenException",
            "ValidationException",
            "SerializationException",
            "UnknownOperationException");

    private final Map<String, Function<RequestFields, ObjectNode>> operations;
    private final SecretIds ids;

    SecretsManagerService(SecretsAccount store, FaultGate gate) {
        this.ids = new SecretIds(store);
        ReadOperations reads = new ReadOperations(store, ids, gate);
        WriteOperations writes = new WriteOperations(store);
        this.operations = Map.ofEntries(
                Map.entry("GetSecretValue", reads::getSecretValue),
                Map.entry("BatchGetSecretValue", reads::batchGetSecretValue),
                Map.entry("DescribeSecret", reads::describeSecret),
                Map.entry("ListSecrets", reads::listSecrets),
                Map.entry("CreateSecret", writes::createSecret),
                Map.entry("PutSecretValue", writes::putSecretValue),
                Map.entry("UpdateSecret", writes::updateSecret),
                Map.entry("UpdateSecretVersionStage", writes::updateSecretVersionStage),
                Map.entry("DeleteSecret", writes::deleteSecret),
                Map.entry("RestoreSecret", writes::restoreSecret),
                Map.entry("TagResource", writes::tagResource),
                Map.entry("UntagResource", writes::untagResource));
    }

    @Override
    public String prefix() {
        return "secretsmanager.";
    }

    @Override
    public Map<String, Function<RequestFields, ObjectNode>> operations() {
        return operations;
    }

    @Override
    public List<String> named(RequestFields fields) {
        return fields.all("SecretIdList", "SecretId", "Name");
    }

    @Override
    public Set<String> aliases(String id) {
        return ids.aliases(id);
    }

    @Override
    public String name(String id) {
        return ids.name(id);
    }

    @Override
    public boolean batch(String operation) {
        return operation.equals("BatchGetSecretValue");
    }

    @Override
    public boolean lowerCaseMessage(String code) {
        return LOWER_CASE_MESSAGE.contains(code);
    }
}
