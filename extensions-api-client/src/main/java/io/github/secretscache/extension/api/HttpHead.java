package io.github.secretscache.extension.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Status line and headers of a reply, and how they describe its body. */
final class HttpHead {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final String statusLine;
    private final int status;
    private final List<String> namesAndValues = new ArrayList<>(10);

    HttpHead(String statusLine) throws MalformedReplyException {
        this.statusLine = statusLine;
        this.status = HttpSyntax.status(statusLine);
    }

    /** Adds a header line. */
    void add(String line) throws MalformedReplyException {
        int colon = HttpSyntax.endOfName(line);
        namesAndValues.add(line.substring(0, colon));
        namesAndValues.add(HttpSyntax.trim(line, colon + 1, line.length()));
    }

    int status() {
        return status;
    }

    /** {@return all values of a header whatever the case of its name, separated by commas, or {@code null}} */
    @Nullable
    String header(String name) {
        String values = null;
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                String value = namesAndValues.get(i + 1);
                values = values == null ? value : values.concat(",").concat(value);
            }
        }
        return values;
    }

    boolean hasBody() {
        return status != NO_CONTENT && status != NOT_MODIFIED;
    }

    boolean isChunked() throws MalformedReplyException {
        String coding = header("Transfer-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            throw new MalformedReplyException("unknown Transfer-Encoding \"" + Printable.of(coding) + "\"");
        }
        return coding != null;
    }

    /** {@return the length, or -1 if the body ends with the connection} */
    int contentLength(int max) throws MalformedReplyException {
        String length = header("Content-Length");
        return length == null ? -1 : HttpSyntax.contentLength(length, max);
    }

    /**
     * {@return whether another request may follow on the same connection}
     *
     * <p>Not after a reply that gives its length twice, as chunks and as a number: it may be a forgery
     * (RFC 9112, 6.3).
     */
    boolean leavesConnectionOpen() {
        String connection = header("Connection");
        boolean close = connection != null && HttpSyntax.hasToken(connection, "close");
        boolean chunked = header("Transfer-Encoding") != null;
        boolean counted = header("Content-Length") != null;
        return statusLine.startsWith("HTTP/1.1") && !close && (!hasBody() || chunked != counted);
    }
}
