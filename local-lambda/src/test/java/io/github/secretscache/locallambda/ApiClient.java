package io.github.secretscache.locallambda;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Speaks to the local APIs in the place of a process. Every call has its own thread's worth of patience. */
final class ApiClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;

    ApiClient(String runtimeApi) {
        this.base = "http://" + runtimeApi;
    }

    /** One reply, with what tests look at. */
    record Reply(int status, String body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        String errorType() {
            return body.replaceAll("(?s).*\"errorType\":\"([^\"]*)\".*", "$1");
        }

        String message() {
            return body.replaceAll("(?s).*\"errorMessage\":\"([^\"]*)\".*", "$1");
        }

        long deadlineMs() {
            return Long.parseLong(body.replaceAll("(?s).*\"deadlineMs\":(\\d+).*", "$1"));
        }
    }

    CompletableFuture<Reply> begin(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(reply -> new Reply(reply.statusCode(), reply.body(), reply));
    }

    Reply call(String method, String path, String body, Map<String, String> headers) {
        return finish(begin(method, path, body, headers));
    }

    static <T> T finish(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    Reply register(String name, String... events) {
        return registerRaw(name, "{\"events\":[" + quoted(events) + "]}");
    }

    private static String quoted(String... names) {
        return names.length == 0 ? "" : "\"" + String.join("\",\"", names) + "\"";
    }

    Reply registerRaw(String name, String body) {
        return call("POST", "/2020-01-01/extension/register", body, Map.of("Lambda-Extension-Name", name));
    }

    CompletableFuture<Reply> next(String id) {
        return begin("GET", "/2020-01-01/extension/event/next", "", Map.of("Lambda-Extension-Identifier", id));
    }

    /** What is {@code init} or {@code exit}. */
    Reply error(String what, String id, String type) {
        return call(
                "POST",
                "/2020-01-01/extension/" + what + "/error",
                "",
                Map.of("Lambda-Extension-Identifier", id, "Lambda-Extension-Function-Error-Type", type));
    }

    CompletableFuture<Reply> runtimeNext() {
        return begin("GET", "/2018-06-01/runtime/invocation/next", "", Map.of());
    }

    Reply runtime(String path, String body, Map<String, String> headers) {
        return call("POST", "/2018-06-01/runtime/" + path, body, headers);
    }

    Reply respond(String requestId, String body) {
        return runtime("invocation/" + requestId + "/response", body, Map.of());
    }
}
