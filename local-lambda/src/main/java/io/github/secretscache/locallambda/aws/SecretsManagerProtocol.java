package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** AWS JSON 1.1: the operation is in a header, everything else in the body. */
final class SecretsManagerProtocol {

    static final String TARGET = "x-amz-target";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final String PREFIX = "secretsmanager.";

    /** These come from the layer in front of the service, which spells the field in lower case. */
    private static final Set<String> LOWER_CASE_MESSAGE = Set.of(
            "ThrottlingException",
            "ExpiredTokenException",
            "MissingAuthenticationTokenException",
            "ValidationException",
            "SerializationException",
            "UnknownOperationException");

    private final Map<String, Function<RequestFields, ObjectNode>> operations;
    private final SecretIds ids;
    private final CallLog calls;
    private final FaultGate gate;

    SecretsManagerProtocol(SecretsAccount store, CallLog calls, FaultGate gate) {
        this.ids = new SecretIds(store);
        this.calls = calls;
        this.gate = gate;
        ReadOperations reads = new ReadOperations(store, ids, gate);
        WriteOperations writes = new WriteOperations(store);
        this.operations = Map.of(
                "GetSecretValue", reads::getSecretValue,
                "BatchGetSecretValue", reads::batchGetSecretValue,
                "DescribeSecret", reads::describeSecret,
                "ListSecrets", reads::listSecrets,
                "CreateSecret", writes::createSecret,
                "PutSecretValue", writes::putSecretValue,
                "UpdateSecretVersionStage", writes::updateSecretVersionStage,
                "DeleteSecret", writes::deleteSecret,
                "RestoreSecret", writes::restoreSecret);
    }

    ApiReply answer(ApiRequest request) {
        try {
            return perform(request);
        } catch (ServiceException e) {
            String field = LOWER_CASE_MESSAGE.contains(e.code()) ? "message" : "Message";
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("__type", e.code())
                    .put(field, e.message());
            return ApiReply.text(e.status(), CONTENT_TYPE, body.toString());
        }
    }

    private ApiReply perform(ApiRequest request) {
        String operation = request.header(TARGET).replaceFirst("^" + PREFIX, "");
        Function<RequestFields, ObjectNode> action = operations.get(operation);
        if (action == null) {
            throw new ServiceException(
                    "UnknownOperationException", 400, "local-lambda does not implement " + request.header(TARGET));
        }
        if (!request.header("authorization").startsWith("AWS4-HMAC-SHA256 ")) {
            throw new ServiceException("MissingAuthenticationTokenException", 400, "Missing Authentication Token");
        }
        RequestFields fields = RequestFields.parse(request.body().text());
        List<String> named = named(fields);
        calls.add(operation, named.stream().map(ids::name).toList());
        Set<String> aliases = new LinkedHashSet<>();
        named.forEach(id -> aliases.addAll(ids.aliases(id)));
        return gate.pass(operation, aliases, operation.equals("BatchGetSecretValue"))
                .orElseGet(() ->
                        ApiReply.text(200, CONTENT_TYPE, action.apply(fields).toString()));
    }

    /** The secrets that a request is about, as it calls them. */
    private static List<String> named(RequestFields fields) {
        List<String> named = new ArrayList<>(fields.list("SecretIdList", Integer.MAX_VALUE));
        for (String field : List.of("SecretId", "Name")) {
            String id = fields.optional(field);
            if (id != null) {
                named.add(id);
            }
        }
        return named;
    }
}
