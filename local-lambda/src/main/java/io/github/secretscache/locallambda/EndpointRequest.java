package io.github.secretscache.locallambda;

import java.util.Map;

/** One HTTP request as it came in; header names are in lower case. */
record EndpointRequest(String method, String path, Map<String, String> headers, String body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Without the body: it may hold a secret. */
    @Override
    public String toString() {
        return method + " " + path + " (" + body.length() + " characters)";
    }
}
