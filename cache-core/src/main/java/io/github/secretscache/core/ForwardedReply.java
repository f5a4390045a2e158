package io.github.secretscache.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/**
 * A service's reply, as a stream. {@link #toString()} does not hold the body.
 *
 * @param status the HTTP status
 * @param headers by their names in lower case
 * @param body may hold secrets; reading it blocks, and throws {@link IOException} if the reply breaks off or takes too long
 */
public record ForwardedReply(int status, Map<String, String> headers, InputStream body) implements AutoCloseable {
    /** Checks that nothing is missing. */
    public ForwardedReply {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    /** Ends the connection, if the body was not read to its end. */
    @Override
    public void close() throws IOException {
        body.close();
    }

    @Override
    public String toString() {
        return "ForwardedReply[" + status + "]";
    }
}
