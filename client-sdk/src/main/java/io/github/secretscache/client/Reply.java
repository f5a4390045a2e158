package io.github.secretscache.client;

import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole answer of the server. Its body may be a secret. */
final class Reply {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final long requestedAtMillis;

    /**
     * @param headers names in lower case
     * @param body not copied
     * @param requestedAtMillis when the request was begun, by the wall clock
     */
    Reply(int status, Map<String, List<String>> headers, byte[] body, long requestedAtMillis) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.requestedAtMillis = requestedAtMillis;
    }

    int status() {
        return status;
    }

    boolean isOk() {
        return status == HttpURLConnection.HTTP_OK;
    }

    /** {@return a header's only or last value, or null} */
    @Nullable
    String header(String lowerCaseName) {
        List<String> values = headers.get(lowerCaseName);
        return values == null || values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** {@return all values of a list header as one, as RFC 9110 section 5.3 allows, or an empty string} */
    String list(String lowerCaseName) {
        return String.join(",", headers.getOrDefault(lowerCaseName, List.of()));
    }

    boolean hasType(String mediaType) {
        String type = header("content-type");
        return type != null && type.regionMatches(true, 0, mediaType, 0, mediaType.length());
    }

    byte[] body() {
        return body;
    }

    /** {@return the body as strict UTF-8} */
    String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    long requestedAtMillis() {
        return requestedAtMillis;
    }

    @Override
    public String toString() {
        return "Reply[status=" + status + ", length=" + body.length + "]";
    }
}
