package io.github.secretscache.locallambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP reply of one of the local APIs. */
final class ApiReply {

    static final ApiReply NOT_FOUND = text(404, "text/plain; charset=utf-8", "404 page not found\n");
    static final ApiReply METHOD_NOT_ALLOWED = new ApiReply(405, Map.of(), new byte[0]);
    static final ApiReply ACCEPTED = json(202, Json.object().put("status", "OK"));

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private ApiReply(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static ApiReply text(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static ApiReply of(int status, String contentType, byte[] body) {
        return new ApiReply(status, Map.of("Content-Type", contentType), body);
    }

    /** JSON with the newline at its end that Lambda's encoder leaves there. */
    static ApiReply json(int status, ObjectNode body) {
        return text(status, "application/json", new String(Json.bytes(body), StandardCharsets.UTF_8) + "\n");
    }

    static ApiReply error(int status, String type, String message) {
        return json(status, Json.error(type, message));
    }

    /** {@return this reply with one header more; an empty value leaves it out} */
    ApiReply with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiReply(status, more, body);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
