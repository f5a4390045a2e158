package io.github.secretscache.extension.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads HTTP/1.1 replies (RFC 9112) off a stream, within limits. */
final class HttpReplyReader {
    /** The limit for everything but the body: status line, headers, chunk sizes, trailers, interim replies. */
    static final int MAX_FRAMING_BYTES = 16 * 1024;

    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final byte[] NO_BODY = {};
    private static final int SWITCHING_PROTOCOLS = 101;

    private final InputStream in;
    private final byte[] buffer = new byte[4096];
    private int position;
    private int limit;
    private int framingBytesLeft;

    HttpReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads one reply to a {@code GET} or {@code POST}.
     *
     * @throws MalformedReplyException if it breaks the rules or a limit
     * @throws EOFException if the stream ends before it does
     */
    HttpReply read() throws IOException {
        framingBytesLeft = MAX_FRAMING_BYTES;
        if (isDrained() && !fill()) {
            throw new EOFException("the connection was closed before a reply came");
        }
        HttpHead head = head();
        while (head.status() < 200) {
            if (head.status() == SWITCHING_PROTOCOLS) {
                throw new MalformedReplyException("HTTP 101, although no other protocol was asked for");
            }
            head = head();
        }
        byte[] body = body(head);
        // Unexpected bytes would be taken for the next reply.
        return new HttpReply(head, body, head.leavesConnectionOpen() && isDrained());
    }

    private HttpHead head() throws IOException {
        HttpHead head = new HttpHead(line());
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.add(line);
        }
        return head;
    }

    private byte[] body(HttpHead head) throws IOException {
        if (!head.hasBody()) {
            return NO_BODY;
        }
        if (head.isChunked()) {
            return chunks();
        }
        int length = head.contentLength(MAX_BODY_BYTES);
        return length < 0 ? untilClosed() : bytes(length);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        int size = HttpSyntax.chunkSize(line(), MAX_BODY_BYTES);
        while (size > 0) {
            if (body.size() + size > MAX_BODY_BYTES) {
                throw HttpSyntax.bodyTooLarge(MAX_BODY_BYTES);
            }
            body.write(bytes(size), 0, size);
            if (!line().isEmpty()) {
                throw new MalformedReplyException("a chunk is longer than its size says");
            }
            size = HttpSyntax.chunkSize(line(), MAX_BODY_BYTES);
        }
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            HttpSyntax.endOfName(trailer);
        }
        return body.toByteArray();
    }

    private byte[] untilClosed() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        while (!isDrained() || fill()) {
            if (body.size() + limit - position > MAX_BODY_BYTES) {
                throw HttpSyntax.bodyTooLarge(MAX_BODY_BYTES);
            }
            body.write(buffer, position, limit - position);
            position = limit;
        }
        return body.toByteArray();
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            if (isDrained() && !fill()) {
                throw truncated();
            }
            int count = Math.min(limit - position, length - done);
            System.arraycopy(buffer, position, bytes, done, count);
            position += count;
            done += count;
        }
        return bytes;
    }

    /** One line without its end: CR LF or, as RFC 9112 allows a reader to accept, LF alone. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        int next = framingByte();
        while (next != '\n') {
            if (next == '\r') {
                if (framingByte() != '\n') {
                    throw new MalformedReplyException("a carriage return inside a line of the reply's head");
                }
                return line.toString();
            }
            if ((next < ' ' && next != '\t') || next == 0x7f) {
                throw new MalformedReplyException("a control character in the reply's head");
            }
            line.append((char) next);
            next = framingByte();
        }
        return line.toString();
    }

    private int framingByte() throws IOException {
        if (framingBytesLeft == 0) {
            throw new MalformedReplyException("a head of more than " + MAX_FRAMING_BYTES + " bytes");
        }
        framingBytesLeft--;
        if (isDrained() && !fill()) {
            throw truncated();
        }
        return buffer[position++] & 0xff;
    }

    private boolean isDrained() {
        return position == limit;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        int count = in.read(buffer, 0, buffer.length);
        limit = Math.max(count, 0);
        return count > 0;
    }

    private static EOFException truncated() {
        return new EOFException("the connection was closed in the middle of the reply");
    }
}
