package io.github.secretscache.http;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of the replies with one version, as bytes: all of it but {@code Connection} and the empty line. It is made again
 * when something in it has changed, which is at most once a second. Used on the I/O thread only.
 */
final class HeadBytes {
    private byte[] bytes = {};

    /** The same object until a second is over. */
    private @Nullable String date;

    private @Nullable Object state;

    /**
     * The head as it was made last.
     *
     * @param now the {@code Date}
     * @param current everything else that may change in it
     * @return the head, or {@code null} if it has to be {@link #make made} again
     */
    byte @Nullable [] ifStill(String now, Object current) {
        return now.equals(date) && current.equals(state) ? bytes : null;
    }

    /**
     * Makes the head.
     *
     * @param headers those that only this reply has; gets those that all have
     */
    byte[] make(String now, Object current, HeaderMap headers) {
        ProtocolHeaders.putOnEveryReply(headers);
        headers.put(Headers.DATE, now);
        bytes = written(headers);
        date = now;
        state = current;
        return bytes;
    }

    private static byte[] written(HeaderMap headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (HeaderValues header : headers) {
            head.append(header.getHeaderName())
                    .append(": ")
                    .append(header.getFirst())
                    .append("\r\n");
        }
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return "HeadBytes[" + bytes.length + " bytes]";
    }
}
