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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers native reads as the extension does (docs/protocol.md), as far as the client asks for it. */
final class SecretsHandler implements HttpHandler {
    private static final String PATH = "/cache/";

    private final Supplier<TestVersions> versions;
    private final Duration timeToLive;

    SecretsHandler(Supplier<TestVersions> versions, Duration timeToLive) {
        this.versions = versions;
        this.timeToLive = timeToLive;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            if (!path.startsWith(PATH)) {
                problem(exchange, 404, "path-not-found");
                return;
            }
            String name = decoded(path.substring(PATH.length()).replace("+", "%2B"));
            SecretFailure failure = versions.get().read(name);
            if (failure == SecretFailure.CONNECTION_CUT) {
                return; // to close an exchange without an answer cuts its connection
            }
            Secret secret =
                    versions.get().find(name, stage(exchange.getRequestURI().getRawQuery()));
            if (failure != null) {
                problem(exchange, failure.status(), failure.code());
            } else if (secret == null) {
                problem(exchange, 404, SecretFailure.NOT_FOUND.code());
            } else {
                answer(exchange, secret);
            }
        }
    }

    private static String stage(@Nullable String query) {
        String prefix = "versionStage=";
        return query == null
                ? TestVersions.CURRENT
                : Arrays.stream(query.split("&", -1))
                        .filter(part -> part.startsWith(prefix))
                        .map(part -> decoded(part.substring(prefix.length())))
                        .findFirst()
                        .orElse(TestVersions.CURRENT);
    }

    private void answer(HttpExchange exchange, Secret secret) throws IOException {
        String etag = '"' + secret.versionId() + '"';
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", secret.isBinary() ? "application/octet-stream" : "text/plain; charset=utf-8");
        headers.set("ETag", etag);
        headers.set("Age", "0");
        headers.set("Cache-Control", "private, max-age=" + timeToLive.toSeconds());
        headers.set("Secret-Name", encoded(secret.name()));
        headers.set("Secret-Version-Id", secret.versionId());
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
