package io.github.secretscache.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A load driver where wrk is not installed: one thread, one selector, closed loop. */
final class LoadDriver {
    static final String TOKEN_HEADER = "X-Aws-Parameters-Secrets-Token";
    static final String CLOSE = "Connection: close";
    private static final int MAX_ANSWER = 16 * 1024;
    private static final String LENGTH = "content-length:";

    private final InetSocketAddress address;
    private final byte[] request;
    private final Load.Shape shape;
    private final Samples micros = new Samples();

    LoadDriver(URI uri, Load.Shape shape) {
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
        this.shape = shape;
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        this.request = ("GET " + target + " HTTP/1.1\r\nHost: localhost:" + uri.getPort() + "\r\n" + TOKEN_HEADER + ": "
                        + Stage.TOKEN + "\r\n" + (shape.kept() ? "" : CLOSE + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private final class Connection {
        private final Selector selector;
        private SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        private long sent;

        Connection(Selector selector) throws IOException {
            this.selector = selector;
            this.channel = open();
        }

        private SocketChannel open() throws IOException {
            SocketChannel opened = SocketChannel.open(address);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_READ, this);
            return opened;
        }

        /** A request fits the socket's buffer, which is empty: the last answer is here. */
        void send() throws IOException {
            answer.clear();
            sent = System.nanoTime();
            if (channel.write(ByteBuffer.wrap(request)) != request.length) {
                throw new IOException("the socket takes no more");
            }
        }

        void receive() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server closed a connection");
            }
            if (complete()) {
                micros.add((System.nanoTime() - sent) / 1e3);
                if (!shape.kept()) {
                    channel.close();
                    channel = open();
                }
                send();
            }
        }

        private boolean complete() throws IOException {
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return false;
            }
            if (!text.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("answered with " + text.substring(0, text.indexOf("\r\n")));
            }
            String head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
            int length = head.indexOf(LENGTH);
            if (length < 0) {
                throw new IOException("an answer without Content-Length");
            }
            String value = head.substring(length + LENGTH.length(), head.indexOf("\r\n", length));
            return answer.position() >= end + 4 + Integer.parseInt(value.strip());
        }
    }

    Load.Result run(Duration duration) {
        try (Selector selector = Selector.open()) {
            try {
                for (int i = 0; i < shape.connections(); i++) {
                    new Connection(selector).send();
                }
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < duration.toNanos()) {
                    selector.select(100);
                    for (SelectionKey key : selector.selectedKeys()) {
                        ((Connection) key.attachment()).receive();
                    }
                    selector.selectedKeys().clear();
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                return new Load.Result(micros.count() / seconds, micros.median(), micros.percentile(99));
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
