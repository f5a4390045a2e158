package io.github.secretscache.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * Writes a small reply, head and body, in one piece, and around Undertow's response: that takes longer to put a head
 * together than a hit takes for all the rest (ADR 29). Used on the I/O thread only.
 */
final class WholeReply {
    private static final byte[] END = "\r\n".getBytes(US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n\r\n".getBytes(US_ASCII);

    /** One for all connections. What a socket does not take at once is copied. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ReaderConnection.FREE_BYTES);

    /**
     * Answers a request.
     *
     * @param head see {@link HeadBytes}
     * @return whether it could; if not, nothing was done, and the reply is left to Undertow
     */
    boolean send(HttpServerExchange exchange, byte[] head, ByteBuffer body) {
        if (head.length + CLOSE.length + body.remaining() > buffer.capacity()
                || !exchange.isHttp11()
                || !exchange.getRequestMethod().equals(Methods.GET)) {
            return false;
        }
        buffer.clear();
        buffer.put(head).put(exchange.isPersistent() ? END : CLOSE).put(body).flip();
        ConduitStreamSinkChannel socket =
                ((HttpServerConnection) exchange.getConnection()).getChannel().getSinkChannel();
        write(exchange, socket, buffer);
        if (buffer.hasRemaining()) {
            ByteBuffer rest =
                    ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
                socket.setWriteListener(ready -> write(exchange, socket, rest));
                socket.resumeWrites();
            });
        }
        return true;
    }

    /** Ends the exchange if nothing remains to be written. */
    private static void write(HttpServerExchange exchange, ConduitStreamSinkChannel socket, ByteBuffer reply) {
        try {
            socket.write(reply);
        } catch (IOException e) {
            // The reader is gone.
            reply.position(reply.limit());
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
            return;
        }
        if (!reply.hasRemaining()) {
            socket.suspendWrites();
            Connectors.terminateResponse(exchange);
        }
    }

    @Override
    public String toString() {
        return "WholeReply[up to " + buffer.capacity() + " bytes]";
    }
}
