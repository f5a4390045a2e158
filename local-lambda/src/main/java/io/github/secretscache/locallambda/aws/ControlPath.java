package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.ApiServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Controls the endpoint over HTTP, for tests and people: {@code /_local/faults} (POST adds one, GET lists, DELETE
 * clears), {@code /_local/calls} (GET, DELETE sets to zero) and {@code /_local/secrets/NAME} (PUT rotates or creates).
 */
final class ControlPath implements ApiServer.Handler {

    static final String PREFIX = "/_local/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRETS = PREFIX + "secrets/";

    private final Faults faults;
    private final CallLog calls;
    private final SecretsAccount store;

    ControlPath(Faults faults, CallLog calls, SecretsAccount store) {
        this.faults = faults;
        this.calls = calls;
        this.store = store;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        try {
            if (request.method().equals("PUT") && request.path().startsWith(SECRETS)) {
                return put(request);
            }
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
                default ->
                    problem(
                            404,
                            "there is GET, POST and DELETE /_local/faults, GET and DELETE /_local/calls, PUT /_local/secrets/NAME");
            };
        } catch (IllegalArgumentException | ServiceException e) {
            return problem(400, String.valueOf(e.getMessage()));
        }
    }

    private ApiReply add(ApiRequest request) {
        faults.add(FaultJson.read(parse(request)));
        return json(201, list());
    }

    private ArrayNode list() {
        ArrayNode list = JSON.createArrayNode();
        faults.list().forEach(fault -> FaultJson.write(fault, list.addObject()));
        return list;
    }

    private static JsonNode parse(ApiRequest request) {
        try {
            return JSON.readTree(request.body().bytes());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the body must be a JSON object such as {\"kind\":\"throttle\",\"times\":3}", e);
        }
    }

    private ApiReply put(ApiRequest request) {
        String name = URLDecoder.decode(request.path().substring(SECRETS.length()), StandardCharsets.UTF_8);
        StoredValue value = StoredValue.text(request.body().text());
        WriteOperations.checkName(name);
        String token = UUID.randomUUID().toString();
        if (store.identify(name).isPresent()) {
            var unused = store.put(name, token, value, Set.of(AccountSecret.CURRENT));
        } else {
            var unused = store.create(name, "", token, value);
        }
        return json(200, JSON.createObjectNode().put("name", name).put("versionId", token));
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
