package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a test or a person does to the endpoint over HTTP: {@code /_local/faults} (POST adds one, GET lists, DELETE
 * clears) and {@code /_local/calls} (GET, DELETE sets to zero).
 */
final class ControlPath {

    static final String PREFIX = "/_local/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIELDS = List.of("kind", "secret", "operation", "times", "delayMillis");

    private final Faults faults;
    private final CallLog calls;

    ControlPath(Faults faults, CallLog calls) {
        this.faults = faults;
        this.calls = calls;
    }

    ApiReply answer(ApiRequest request) {
        try {
            return switch (request.method() + " " + request.path()) {
                case "GET /_local/faults" -> json(200, list());
                case "POST /_local/faults" -> add(request);
                case "DELETE /_local/faults" -> {
                    faults.clear();
                    yield json(200, list());
                }
                case "GET /_local/calls" -> json(200, counts());
                case "DELETE /_local/calls" -> {
                    calls.clear();
                    yield json(200, counts());
                }
                default -> problem(404, "there is GET, POST and DELETE /_local/faults, GET and DELETE /_local/calls");
            };
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        }
    }

    private ApiReply add(ApiRequest request) {
        faults.add(fault(request));
        return json(201, list());
    }

    private static Fault fault(ApiRequest request) {
        JsonNode body = parse(request);
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("unknown field \"" + name + "\"; there are " + FIELDS);
            }
        }
        return new Fault(
                kind(body.path("kind").asText()),
                text(body, "secret"),
                text(body, "operation"),
                (int) number(body, "times"),
                Duration.ofMillis(number(body, "delayMillis")));
    }

    private static JsonNode parse(ApiRequest request) {
        try {
            JsonNode body = JSON.readTree(request.body().bytes());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // Said below, as for JSON that is no object.
        }
        throw new IllegalArgumentException(
                "the body must be a JSON object such as {\"kind\":\"throttle\",\"times\":3}");
    }

    private static Fault.Kind kind(String spelling) {
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind.spelling().equals(spelling)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind must be one of "
                + Arrays.stream(Fault.Kind.values()).map(Fault.Kind::spelling).toList() + "; received \"" + spelling
                + "\"");
    }

    private static @Nullable String text(JsonNode body, String field) {
        return body.hasNonNull(field) ? body.get(field).asText() : null;
    }

    private static long number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !(value.isIntegralNumber() && value.canConvertToInt())) {
            throw new IllegalArgumentException(field + " must be a whole number; received " + value);
        }
        return value.asLong(0);
    }

    private ArrayNode list() {
        ArrayNode list = JSON.createArrayNode();
        for (Fault fault : faults.list()) {
            ObjectNode each = list.addObject().put("kind", fault.kind().spelling());
            if (fault.secret() != null) {
                each.put("secret", fault.secret());
            }
            if (fault.operation() != null) {
                each.put("operation", fault.operation());
            }
            each.put("times", fault.times()).put("delayMillis", fault.delay().toMillis());
        }
        return list;
    }

    private ObjectNode counts() {
        Calls snapshot = calls.snapshot();
        ObjectNode all = JSON.createObjectNode().put("total", snapshot.total());
        ObjectNode operations = all.putObject("operations");
        new TreeMap<>(snapshot.byOperation()).forEach((operation, count) -> {
            ObjectNode secrets =
                    operations.putObject(operation).put("calls", count).putObject("secrets");
            new TreeMap<>(snapshot.bySecret().get(operation)).forEach(secrets::put);
        });
        return all;
    }

    private static ApiReply problem(int status, String message) {
        return json(status, JSON.createObjectNode().put("message", message));
    }

    private static ApiReply json(int status, JsonNode body) {
        return ApiReply.text(status, "application/json", body.toPrettyString() + "\n");
    }
}
