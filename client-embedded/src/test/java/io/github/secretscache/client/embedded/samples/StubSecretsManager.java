package io.github.secretscache.client.embedded.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers GetSecretValue as Secrets Manager does, and denies all else. */
final class StubSecretsManager implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    StubSecretsManager() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param json the text of the secret, as a JSON string has it */
    StubSecretsManager put(String name, String json) {
        secrets.put(name, json);
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean isGet = "secretsmanager.GetSecretValue"
                    .equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            String name = secrets.keySet().stream()
                    .filter(known -> body.contains("\"" + known + "\""))
                    .findFirst()
                    .orElse(null);
            String reply = "{\"__type\":\"AccessDeniedException\",\"Message\":\"not here\"}";
            if (isGet && name != null) {
                reply = "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name
                        + "-AbCdEf\",\"Name\":\""
                        + name + "\",\"VersionId\":\"11111111-2222-3333-4444-555555555555\",\"VersionStages\":"
                        + "[\"AWSCURRENT\"],\"SecretString\":\"" + secrets.get(name) + "\"}";
            }
            byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(isGet && name != null ? 200 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
