package io.github.secretscache.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The extension's HTTP side with canned answers, on a real loopback port. */
final class StubFrontend implements AutoCloseable {
    /** An answer. */
    record Canned(int status, Map<String, String> headers, byte[] body) {
        Canned with(String name, String value) {
            Map<String, String> more = new ConcurrentHashMap<>(headers);
            more.put(name, value);
            return new Canned(status, more, body);
        }
    }

    /** What was asked: the raw path and query, and the headers. */
    record Asked(String target, Headers headers) {}

    private HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Canned> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeAnswer = () -> {};

    StubFrontend() {
        server = start(0);
    }

    private HttpServer start(int port) {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            made.setExecutor(threads);
            made.createContext("/", this::handle);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections, and listens at the same port anew. */
    void restart() {
        int port = port();
        server.stop(0);
        server = start(port);
    }

    /** A text secret as docs/protocol.md has it, kept for ten minutes. */
    static Canned secret(String versionId, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return new Canned(
                200,
                Map.of(
                        "Content-Type",
                        text.startsWith("{") ? "application/json" : "text/plain; charset=utf-8",
                        "ETag",
                        '"' + versionId + '"',
                        "Age",
                        "0",
                        "Cache-Control",
                        "private, max-age=600, stale-while-revalidate=60",
                        "Secret-Version-Id",
                        versionId,
                        "Secret-Version-Stages",
                        "AWSCURRENT, live"),
                body);
    }

    /** A parameter as docs/protocol.md has it. */
    static Canned parameter(String version, String text) {
        Map<String, String> headers = new HashMap<>(secret(version, text).headers());
        headers.remove("Secret-Version-Id");
        headers.remove("Secret-Version-Stages");
        headers.put("Parameter-Version", version);
        headers.put("Parameter-Type", "SecureString");
        return new Canned(200, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    static Canned problem(int status, String code, String detail) {
        String json = "{\"type\":\"about:blank\",\"status\":" + status + ",\"code\":\"" + code + "\",\"detail\":\""
                + detail + "\",\"retryable\":false}";
        return new Canned(
                status, Map.of("Content-Type", "application/problem+json"), json.getBytes(StandardCharsets.UTF_8));
    }

    static Canned plain(int status, String text) {
        return new Canned(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers this target, path and query as they stand on the wire, so from now on. */
    StubFrontend answer(String target, Canned canned) {
        answers.put(target, canned);
        return this;
    }

    StubFrontend beforeAnswer(Runnable action) {
        beforeAnswer = action;
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Asked> asked() {
        return asked;
    }

    Asked lastAsked() {
        return asked.get(asked.size() - 1);
    }

    SecretsCacheClientBuilder client() {
        return SecretsCacheClient.builder().endpoint(uri()).environment(name -> null);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(new Asked(target, exchange.getRequestHeaders()));
            beforeAnswer.run();
            Canned canned = Objects.requireNonNullElseGet(
                    answers.get(target), () -> problem(404, "secret-not-found", "no such secret"));
            canned.headers().forEach(exchange.getResponseHeaders()::set);
            String etag = exchange.getRequestHeaders().getFirst("If-None-Match");
            if (etag != null && etag.equals(canned.headers().get("ETag"))) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                exchange.sendResponseHeaders(canned.status(), canned.body().length == 0 ? -1 : canned.body().length);
                exchange.getResponseBody().write(canned.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
