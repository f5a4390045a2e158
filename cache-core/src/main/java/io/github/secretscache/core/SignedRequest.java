package io.github.secretscache.core;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/**
 * A received request {@code POST /} without a query, whose signature is to be verified. {@link #toString()} holds neither
 * headers nor body.
 *
 * @param headers by their names in lower case; the values of a repeated header are separated by commas
 * @param body the whole of it
 */
public record SignedRequest(Map<String, String> headers, ByteBuffer body) {
    /** Checks that nothing is missing. */
    public SignedRequest {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    @Override
    public String toString() {
        return "SignedRequest";
    }
}
