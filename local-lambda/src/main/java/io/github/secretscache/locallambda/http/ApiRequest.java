package io.github.secretscache.locallambda.http;

import java.util.Map;
import java.util.function.Function;

/**
 * One HTTP request to one of the local APIs.
 *
 * @param headers by name, without regard to case
 * @param trailers the trailers of a chunked body
 * @param body its body
 */
public record ApiRequest(
        String method, String path, Map<String, String> headers, Map<String, String> trailers, ApiBody body) {

    /** {@return the header, or the empty string} */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Answers a path with only one method. */
    public ApiReply only(String known, Function<ApiRequest, ApiReply> action) {
        return method.equals(known) ? action.apply(this) : ApiReply.METHOD_NOT_ALLOWED;
    }

    /** Without headers and body, because they may hold credentials or a secret. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
