package io.github.secretscache.client.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.secretscache.client.Secret;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers native reads as the extension does (docs/protocol.md), as far as the client needs it. */
final class SecretsHandler implements HttpHandler {
    private static final List<String> VERSION_QUERIES = List.of("versionStage=", "version=", "label=");

    private final Supplier<TestData> data;
    private final Duration timeToLive;

    SecretsHandler(Supplier<TestData> data, Duration timeToLive) {
        this.data = data;
        this.timeToLive = timeToLive;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // The JDK's server sends head and body apart. On an open connection the body would wait 40 ms for the
            // client.
            exchange.getResponseHeaders().set("Connection", "close");
            String path = exchange.getRequestURI().getRawPath();
            TestKind kind = Arrays.stream(TestKind.values())
                    .filter(each -> path.startsWith(each.path()))
                    .findFirst()
                    .orElse(null);
            if (kind == null) {
                problem(exchange, 404, "path-not-found");
                return;
            }
            TestVersions versions = data.get().of(kind);
            String name = decoded(path.substring(kind.path().length()).replace("+", "%2B"));
            SecretFailure failure = versions.read(name);
            if (failure == SecretFailure.CONNECTION_CUT) {
                return; // closing an exchange without an answer closes its connection
            }
            Secret secret = versions.find(name, version(exchange.getRequestURI().getRawQuery()));
            if (failure != null) {
                problem(exchange, failure.status(), failure.code());
            } else if (secret == null) {
                problem(exchange, 404, SecretFailure.NOT_FOUND.code());
            } else {
                answer(exchange, kind, secret);
            }
        }
    }

    private static String version(@Nullable String query) {
        if (query == null) {
            return TestVersions.CURRENT;
        }
        return Arrays.stream(query.split("&", -1))
                .filter(part -> VERSION_QUERIES.stream().anyMatch(part::startsWith))
                .map(part -> decoded(part.substring(part.indexOf('=') + 1)))
                .findFirst()
                .orElse(TestVersions.CURRENT);
    }

    private void answer(HttpExchange exchange, TestKind kind, Secret secret) throws IOException {
        String etag = '"' + secret.versionId() + '"';
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", secret.isBinary() ? "application/octet-stream" : "text/plain; charset=utf-8");
        headers.set("ETag", etag);
        headers.set("Age", "0");
        headers.set("Cache-Control", "private, max-age=" + timeToLive.toSeconds());
        headers.set("Secret-Name", encoded(secret.name()));
        headers.set(kind == TestKind.SECRET ? "Secret-Version-Id" : "Parameter-Version", secret.versionId());
        headers.set("Secret-Version-Stages", encoded(String.join(", ", secret.versionStages())));
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            send(exchange, 200, secret.asBytes());
        }
    }

    private static void problem(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        String json = "{\"type\":\"about:blank\",\"status\":" + status + ",\"code\":\"" + code
                + "\",\"detail\":\"as the test has it\"}";
        send(exchange, status, json.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
