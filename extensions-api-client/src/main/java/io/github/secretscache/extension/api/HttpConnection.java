package io.github.secretscache.extension.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.InstantSource;

/**
 * One HTTP/1.1 connection to the API, over a plain socket. It sends a request once and never again: the JDK's own clients
 * silently repeat a {@code GET} when a connection breaks, and for Lambda a second {@code next} is an error.
 */
final class HttpConnection implements Closeable {
    /** For {@link #exchange}: wait for the reply without limit. */
    static final int NO_LIMIT = 0;

    private final Socket socket;
    private final InstantSource clock;
    private final HttpReplyReader replies;
    private int limitMillis;
    private long startMillis;

    /** Takes over a connected socket. */
    HttpConnection(Socket socket, InstantSource clock) throws IOException {
        this.socket = socket;
        this.clock = clock;
        this.replies = new HttpReplyReader(new LimitedInput(socket.getInputStream()));
        socket.setTcpNoDelay(true);
    }

    static HttpConnection open(RuntimeApiAddress address, int timeoutMillis, InstantSource clock) throws IOException {
        // Ignores the proxy of the system properties: the API is inside this sandbox.
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.connect(address.resolve(), timeoutMillis);
            return new HttpConnection(socket, clock);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a request and reads its reply, which must arrive completely within the limit. */
    HttpReply exchange(byte[] request, int limit) throws IOException {
        limitMillis = limit;
        startMillis = clock.millis();
        if (limit == NO_LIMIT) {
            // The socket may still have the limit of the request before.
            socket.setSoTimeout(0);
        }
        socket.getOutputStream().write(request);
        return replies.read();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is given up either way, and its reply, if there was one, has been read.
            return;
        }
    }

    /** The socket's input; each read may take only the rest of the limit, so that a slow sender cannot extend it. */
    private final class LimitedInput extends InputStream {
        private final InputStream in;

        LimitedInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (limitMillis == NO_LIMIT) {
                return in.read(target, offset, length);
            }
            // A clock that was set back must not extend the wait, and a negative rest must not mean "no limit".
            long left = Math.min(limitMillis, limitMillis - (clock.millis() - startMillis));
            if (left <= 0) {
                throw late();
            }
            socket.setSoTimeout((int) left);
            try {
                return in.read(target, offset, length);
            } catch (SocketTimeoutException e) {
                throw late();
            }
        }

        private SocketTimeoutException late() {
            return new SocketTimeoutException("no whole reply within " + limitMillis + " ms");
        }
    }
}
