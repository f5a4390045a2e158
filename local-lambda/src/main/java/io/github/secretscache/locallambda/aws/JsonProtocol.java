package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** AWS JSON 1.1: the operation is in a header, everything else in the body. */
final class JsonProtocol {

    private static final String TARGET = "x-amz-target";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final List<JsonService> services;
    private final CallLog calls;
    private final FaultGate gate;

    /** The first service answers if no service has the target. */
    JsonProtocol(List<JsonService> services, CallLog calls, FaultGate gate) {
        this.services = services;
        this.calls = calls;
        this.gate = gate;
    }

    ApiReply answer(ApiRequest request) {
        String target = request.header(TARGET);
        JsonService service = services.stream()
                .filter(each -> target.startsWith(each.prefix()))
                .findFirst()
                .orElse(services.get(0));
        try {
            return perform(service, target, request);
        } catch (ServiceException e) {
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("__type", e.code())
                    .put(service.lowerCaseMessage(e.code()) ? "message" : "Message", e.message());
            return ApiReply.text(e.status(), CONTENT_TYPE, body.toString());
        }
    }

    private ApiReply perform(JsonService service, String target, ApiRequest request) {
        String operation = target.startsWith(service.prefix())
                ? target.substring(service.prefix().length())
                : "";
        Function<RequestFields, ObjectNode> action = service.operations().get(operation);
        if (action == null) {
            throw new ServiceException("UnknownOperationException", 400, "local-lambda does not implement " + target);
        }
        if (!request.header("authorization").startsWith("AWS4-HMAC-SHA256 ")) {
            throw new ServiceException("MissingAuthenticationTokenException", 400, "Missing Authentication Token");
        }
        RequestFields fields = RequestFields.parse(request.body().text());
        List<String> named = service.named(fields);
        calls.add(operation, named.stream().map(service::name).toList());
        Set<String> aliases = new LinkedHashSet<>();
        named.forEach(id -> aliases.addAll(service.aliases(id)));
        return gate.pass(operation, aliases, service.batch(operation))
                .orElseGet(() ->
                        ApiReply.text(200, CONTENT_TYPE, action.apply(fields).toString()));
    }
}
