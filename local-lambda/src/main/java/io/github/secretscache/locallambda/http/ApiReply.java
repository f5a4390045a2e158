package io.github.secretscache.locallambda.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The result of a request: an answer, or one of two ways of not answering. Immutable. */
public final class ApiReply {

    enum Ending {
        /** The answer is sent. */
        SEND,
        /** The connection is reset. */
        RESET,
        /** Nothing is sent and the connection stays open until the client gives up. */
        HANG
    }

    public static final ApiReply RESET = new ApiReply(Ending.RESET, 0, Map.of(), new byte[0]);
    public static final ApiReply HANG = new ApiReply(Ending.HANG, 0, Map.of(), new byte[0]);

    public static final ApiReply NOT_FOUND = text(404, "text/plain; charset=utf-8", "404 page not found\n");
    static final ApiReply METHOD_NOT_ALLOWED = new ApiReply(Ending.SEND, 405, Map.of(), new byte[0]);
    public static final ApiReply ACCEPTED = json(202, LambdaJson.object().put("status", "OK"));

    private final Ending ending;
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private ApiReply(Ending ending, int status, Map<String, String> headers, byte[] body) {
        this.ending = ending;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public static ApiReply text(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static ApiReply of(int status, String contentType, byte[] body) {
        return new ApiReply(Ending.SEND, status, Map.of("Content-Type", contentType), body);
    }

    /** JSON with the newline at its end that Lambda's encoder leaves there. */
    public static ApiReply json(int status, ObjectNode body) {
        return text(status, "application/json", new String(LambdaJson.bytes(body), StandardCharsets.UTF_8) + "\n");
    }

    public static ApiReply error(int status, String type, String message) {
        return json(status, LambdaJson.error(type, message));
    }

    /** {@return this reply with another header; an empty value leaves it out} */
    public ApiReply with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiReply(ending, status, more, body);
    }

    Ending ending() {
        return ending;
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

    /** Without the body, because it may hold a secret. */
    @Override
    public String toString() {
        return ending + " " + status + " (" + body.length + " bytes)";
    }
}
