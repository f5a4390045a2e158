package io.github.secretscache.extension.api;

import java.util.Map;

/**
 * A request as the server received it.
 *
 * @param connection counts the connections from 1
 * @param head the request line and headers, as they were on the wire
 * @param headers by lower-case name
 */
record FakeRequest(int connection, String method, String path, String head, Map<String, String> headers, String body) {
    /** {@return the value, or an empty text if there is none} */
    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }
}
