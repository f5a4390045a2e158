package io.github.secretscache.locallambda;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One HTTP request as it came in; header names are in lower case. */
record EndpointRequest(String method, String path, Map<String, String> headers, byte[] body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Without the body: it may hold a secret. */
    @Override
    public String toString() {
        return method + " " + path + " (" + body.length + " bytes)";
    }
}
