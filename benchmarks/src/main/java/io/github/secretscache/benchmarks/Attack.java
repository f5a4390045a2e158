package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The behaviour of a hostile client in {@link HostileClient}, as fast as one thread can; ends by itself.
 *
 * @param name its name in the report
 * @param connections how many it keeps open; one that the server closes is opened anew
 * @param request what it sends on each of them, again and again
 * @param reads whether it reads the replies
 * @param pipelines whether it sends the next request before it has a reply
 * @param closes whether it closes a connection after one request
 */
record Attack(String name, int connections, String request, boolean reads, boolean pipelines, boolean closes) {
    private static final int HUGE = 60 * 1024;
    private static final String ONE = "%1$03d";
    private static final int LARGEST_BATCH = 20;

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + LoadDriver.TOKEN_HEADER + ": " + Stage.TOKEN
                + "\r\n" + headers + "\r\n";
    }

    /** A batch for each connection, with its own secrets. */
    private static String batch() {
        String ids = IntStream.range(0, LARGEST_BATCH)
                .mapToObj(i -> "\"large" + ONE + "-" + i + "\"")
                .collect(Collectors.joining(","));
        String body = "{\"SecretIdList\":[" + ids + "]}";
        int length = String.format(Locale.ROOT, body, 0).length();
        return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: secretsmanager.BatchGetSecretValue\r\n"
                + LoadDriver.TOKEN_HEADER + ": " + Stage.TOKEN + "\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }

    /** In the request, {@code %1$03d} is the number of the connection. */
    static List<Attack> all() {
        String ping = get("/ping", "");
        String largeHeader = get("/ping", "X: " + "x".repeat(HUGE) + "\r\n");
        String manyTags = get("/cache/" + Stage.FIRST, "If-None-Match: " + ",".repeat(HUGE) + "\r\n");
        String longQuery = get("/cache/" + Stage.FIRST + "?" + "&".repeat(HUGE), "");
        String member = get("/cache/json?jsonKey=last", "");
        String large = get("/cache/large" + ONE, "");
        return List.of(
                new Attack("pings, pipelined, unread", 1, ping, false, true, false),
                new Attack("pings with 60 KiB of header, pipelined, unread", 1, largeHeader, false, true, false),
                new Attack("60 KiB of If-None-Match, pipelined, unread", 1, manyTags, false, true, false),
                new Attack("60 KiB of ampersands, pipelined, unread", 1, longQuery, false, true, false),
                new Attack("jsonKey in 64 KiB, pipelined, read", 1, member, true, true, false),
                new Attack("pings, pipelined, read", 350, ping, true, true, false),
                new Attack("pings with 60 KiB of header, read", 350, largeHeader, true, false, false),
                new Attack("jsonKey in 64 KiB, read", 350, member, true, false, false),
                new Attack("64 KiB each, read", 350, large, true, false, false),
                new Attack("64 KiB each, pipelined, unread", 380, large, false, true, false),
                new Attack("a new connection for each ping", 50, ping, true, false, true),
                new Attack("heads that never end", 380, "GET /ping HTTP/1.1\r\nX: ", false, true, false),
                // The last one, because the server needs 20 s to answer what is left of it.
                new Attack("batches of 20 with 64 KiB each, read", 350, batch(), true, false, false));
    }

    static Attack of(int index) {
        return all().get(index);
    }

    /** Attacks for a while. */
    void run(int port, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        long requests = 0;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                open(selector, port, i);
            }
            ByteBuffer drain = ByteBuffer.allocateDirect(256 * 1024);
            while (System.nanoTime() < end) {
                selector.select(10);
                for (SelectionKey key : selector.selectedKeys()) {
                    Hostile hostile = (Hostile) key.attachment();
                    try {
                        requests += hostile.act(key, drain);
                    } catch (IOException e) {
                        reopen(selector, port, key, hostile.number);
                    }
                }
                selector.selectedKeys().clear();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(requests);
    }

    private void reopen(Selector selector, int port, SelectionKey key, int number) throws IOException {
        key.cancel();
        key.channel().close();
        open(selector, port, number);
    }

    private void open(Selector selector, int port, int number) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        Hostile hostile = new Hostile(channel, number);
        channel.register(
                selector, reads ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_WRITE, hostile);
    }

    /** One of its connections. */
    private final class Hostile {
        private final SocketChannel channel;
        private final int number;
        private final ByteBuffer out;

        Hostile(SocketChannel channel, int number) {
            this.channel = channel;
            this.number = number;
            String text = request.contains(ONE) ? String.format(Locale.ROOT, request, number) : request;
            this.out = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** {@return how many requests it has sent now} */
        int act(SelectionKey key, ByteBuffer drain) throws IOException {
            if (key.isReadable() && !read(drain)) {
                throw new IOException("closed by the server");
            } else if (key.isReadable() && closes) {
                throw new IOException("closed by the client");
            } else if (key.isReadable() && !pipelines) {
                out.clear();
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
            if (!key.isWritable()) {
                return 0;
            }
            channel.write(out);
            if (out.hasRemaining()) {
                return 0;
            }
            if (pipelines) {
                out.clear();
            } else {
                key.interestOps(SelectionKey.OP_READ);
            }
            return 1;
        }

        private boolean read(ByteBuffer drain) throws IOException {
            drain.clear();
            return channel.read(drain) >= 0;
        }
    }
}
