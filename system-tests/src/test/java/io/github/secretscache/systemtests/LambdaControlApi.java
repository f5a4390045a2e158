package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The calls to AWS Lambda and STS that deploy.sh makes, over HTTP, for one function and one layer of one account. */
final class LambdaControlApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "arn:aws:lambda:eu-west-1:123456789012:";

    private final HttpServer server;
    private final ObjectNode function = JSON.createObjectNode();
    private final List<JsonNode> published = new ArrayList<>();
    private int revision = 1;

    private LambdaControlApi(HttpServer server) {
        this.server = server;
    }

    static LambdaControlApi withFunction(String name, String runtime, String architecture) throws IOException {
        LambdaControlApi api =
                new LambdaControlApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.function
                .put("FunctionName", name)
                .put("FunctionArn", ACCOUNT + "function:" + name)
                .put("PackageType", "Zip")
                .put("Runtime", runtime)
                .put("State", "Active")
                .put("LastUpdateStatus", "Successful")
                .putArray("Architectures")
                .add(architecture);
        api.server.createContext("/", api::answer);
        api.server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void attach(String layer) {
        function.withArray("Layers").addObject().put("Arn", layer);
    }

    synchronized List<String> attached() {
        return function.get("Layers").findValuesAsText("Arn");
    }

    /** The bodies of PublishLayerVersion. */
    synchronized List<JsonNode> published() {
        return List.copyOf(published);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String configuration =
                "/2015-03-31/functions/" + function.get("FunctionName").asText() + "/configuration";
        if (call.equals("POST /") && new String(body, UTF_8).contains("Action=GetCallerIdentity")) {
            reply(exchange, 200, "text/xml", """
                    <GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>\
                    </GetCallerIdentityResult></GetCallerIdentityResponse>""");
        } else if (call.equals("GET " + configuration)) {
            function.put("LastUpdateStatus", "Successful");
            reply(exchange, 200, function);
        } else if (call.equals("PUT " + configuration)) {
            update(exchange, JSON.readTree(body));
        } else if (call.matches("POST /2018-10-31/layers/[\\w-]+/versions")) {
            published.add(JSON.readTree(body));
            String name = call.split("/")[3];
            reply(
                    exchange,
                    201,
                    JSON.createObjectNode()
                            .put("LayerVersionArn", ACCOUNT + "layer:" + name + ":" + (6 + published.size())));
        } else {
            refuse(exchange, 404, "ResourceNotFoundException", "Function not found: " + call);
        }
    }

    private void update(HttpExchange exchange, JsonNode request) throws IOException {
        if (!request.get("RevisionId").asText().equals(revisionId())) {
            refuse(exchange, 412, "PreconditionFailedException", "The Revision Id provided does not match");
            return;
        }
        revision++;
        function.putArray("Layers");
        request.get("Layers").forEach(layer -> attach(layer.asText()));
        function.put("LastUpdateStatus", "InProgress");
        reply(exchange, 200, function);
    }

    private String revisionId() {
        return "revision-" + revision;
    }

    private void refuse(HttpExchange exchange, int status, String type, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
        reply(
                exchange,
                status,
                "application/json",
                JSON.createObjectNode().put("Message", message).toString());
    }

    private void reply(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        reply(
                exchange,
                status,
                "application/json",
                body.put("RevisionId", revisionId()).toString());
    }

    private static void reply(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
