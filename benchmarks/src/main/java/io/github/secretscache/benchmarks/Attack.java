package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The behaviour of a hostile client in {@link HostileClient}, as fast as one thread can; ends by itself.
 *
 * @param name its name in the report
 * @param connections how many it keeps open; one that the server closes is opened anew
 * @param opening what it sends first on each of them
 * @param request what it sends then, again and again; in it {@code %1$03d} is the number of the connection, {@code %2$d}
 *     that of the request
 * @param ways how it does that
 */
record Attack(String name, int connections, String opening, String request, Set<Way> ways) {
    private static final int HUGE = 60 * 1024;
    private static final String ONE = "%1$03d";
    private static final String NEXT = "%2$d";
    private static final int LARGEST_BATCH = 20;
    private static final long SLOWLY_NANOS = 50_000_000;
    private static final int SLOWLY_BYTES = 64;
    private static final int MOST_ABANDONED = 2_000;

    /** What a hostile client does with a connection. */
    private enum Way {
        /** It reads the replies; else it reads none. */
        READS,
        /** It sends the next request before it has a reply. */
        PIPELINES,
        /** It closes a connection after one request. */
        CLOSES,
        /** It leaves a connection open after one request, and opens another. */
        LEAVES,
        /** It reads a few bytes at a time. */
        SLOWLY
    }

    private static Attack of(String name, int connections, String request, Way... ways) {
        return new Attack(name, connections, "", request, Set.of(ways));
    }

    private static String get(String target, String headers) {
        return request("GET", target, headers, "");
    }

    private static String request(String method, String target, String headers, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + LoadDriver.TOKEN_HEADER + ": " + Stage.TOKEN
                + "\r\n" + headers + "\r\n" + body;
    }

    /** As an AWS SDK asks. */
    private static String sdk(String operation, String headers, String body) {
        int length = String.format(Locale.ROOT, body, 0, 0).length();
        return request(
                "POST", "/", "X-Amz-Target: " + operation + "\r\nContent-Length: " + length + "\r\n" + headers, body);
    }

    /** A batch for each connection, with its own secrets. */
    private static String batch() {
        String ids = IntStream.range(0, LARGEST_BATCH)
                .mapToObj(i -> "\"large" + ONE + "-" + i + "\"")
                .collect(Collectors.joining(","));
        return sdk("secretsmanager.BatchGetSecretValue", "", "{\"SecretIdList\":[" + ids + "]}");
    }

    static List<Attack> all() {
        String ping = get("/ping", "");
        String member = get("/cache/json?jsonKey=last", "");
        String large = get("/cache/large" + ONE, "");
        String chunked = request(
                "POST", "/", "X-Amz-Target: secretsmanager.GetSecretValue\r\nTransfer-Encoding: chunked\r\n", "");
        String longBody = "{\"SecretId\":\"" + Stage.FIRST + "\",\"x\":[" + "1,".repeat(250_000) + "1]}";
        return List.of(
                of("pings, pipelined, unread", 1, ping, Way.PIPELINES),
                of("pings with 60 KiB of header, pipelined, unread", 1, longHeader(), Way.PIPELINES),
                of("60 KiB of If-None-Match, pipelined, unread", 1, manyTags(), Way.PIPELINES),
                of("60 KiB of ampersands, pipelined, unread", 1, longQuery(), Way.PIPELINES),
                of("jsonKey in 64 KiB, pipelined, read", 1, member, Way.READS, Way.PIPELINES),
                of("pings, pipelined, read", 350, ping, Way.READS, Way.PIPELINES),
                of("pings with 60 KiB of header, read", 350, longHeader(), Way.READS),
                of("jsonKey in 64 KiB, read", 350, member, Way.READS),
                of("64 KiB each, read", 350, large, Way.READS),
                of("64 KiB each, pipelined, unread", 380, large, Way.PIPELINES),
                of("64 KiB each, read slowly", 380, large, Way.READS, Way.SLOWLY),
                of("a new connection for each ping", 50, ping, Way.READS, Way.CLOSES),
                of("a new connection for each ping, left open", 50, ping, Way.READS, Way.LEAVES),
                of(
                        "the last request of each new connection, left open",
                        50,
                        get("/ping", "Connection: close\r\n"),
                        Way.READS,
                        Way.LEAVES),
                of(
                        "heads of folded lines, read",
                        350,
                        get("/ping", "X: y" + "\r\n b".repeat(20_000) + "\r\n"),
                        Way.READS),
                of("heads that never end", 380, "GET /ping HTTP/1.1\r\nX: ", Way.PIPELINES),
                new Attack(
                        "heads in packets of one byte", 380, "GET /ping HTTP/1.1\r\nX: ", "x", Set.of(Way.PIPELINES)),
                new Attack("chunk extensions that never end", 380, chunked + "1;", "x", Set.of(Way.PIPELINES)),
                new Attack("chunked bodies that never end", 380, chunked, "4\r\n    \r\n", Set.of(Way.PIPELINES)),
                of("bodies of 500 KB, read", 350, sdk("secretsmanager.GetSecretValue", "", longBody), Way.READS),
                of(
                        "Expect: 100-continue, pipelined, read",
                        350,
                        sdk("secretsmanager.GetSecretValue", "Expect: 100-continue\r\n", "{}"),
                        Way.READS,
                        Way.PIPELINES),
                of(
                        "HTTP/1.0, upgrade to WebSocket, read",
                        350,
                        get("/ping", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n")
                                .replace("HTTP/1.1", "HTTP/1.0"),
                        Way.READS),
                of("names that no parameter can have, read", 350, get("/parameters/%%00", ""), Way.READS),
                of("a new name each time, read", 350, get("/cache/none" + ONE + "-" + NEXT, ""), Way.READS),
                of("/status, read", 64, get("/status", ""), Way.READS),
                of("/metrics, read", 64, get("/metrics", ""), Way.READS),
                of("/environment, read", 64, get("/environment", ""), Way.READS),
                of("batches of 20 with 64 KiB each, read", 350, batch(), Way.READS));
    }

    private static String longHeader() {
        return get("/ping", "X: " + "x".repeat(HUGE) + "\r\n");
    }

    private static String manyTags() {
        return get("/cache/" + Stage.FIRST, "If-None-Match: " + ",".repeat(HUGE) + "\r\n");
    }

    private static String longQuery() {
        return get("/cache/" + Stage.FIRST + "?" + "&".repeat(HUGE), "");
    }

    static Attack of(int index) {
        return all().get(index);
    }

    private boolean does(Way way) {
        return ways.contains(way);
    }

    /** Attacks for a while. */
    void run(int port, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        long requests = 0;
        long slowly = 0;
        Queue<SocketChannel> abandoned = new ArrayDeque<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                open(selector, port, i, abandoned);
            }
            ByteBuffer drain = ByteBuffer.allocateDirect(does(Way.SLOWLY) ? SLOWLY_BYTES : 256 * 1024);
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                selector.select(10);
                for (SelectionKey key : selector.selectedKeys()) {
                    Hostile hostile = (Hostile) key.attachment();
                    try {
                        requests += hostile.act(key, drain);
                    } catch (IOException e) {
                        key.cancel();
                        key.channel().close();
                        if (!hostile.left) {
                            open(selector, port, hostile.number, abandoned);
                        }
                    }
                    if (hostile.leaves) {
                        hostile.leaves = false;
                        open(selector, port, hostile.number, abandoned);
                    }
                }
                selector.selectedKeys().clear();
                if (does(Way.SLOWLY) && now - slowly > SLOWLY_NANOS) {
                    slowly = now;
                    selector.keys().stream()
                            .filter(SelectionKey::isValid)
                            .forEach(key -> key.interestOpsOr(SelectionKey.OP_READ));
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(requests);
    }

    private void open(Selector selector, int port, int number, Queue<SocketChannel> abandoned) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (does(Way.SLOWLY)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2_048);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Hostile hostile = new Hostile(channel, number, abandoned);
        channel.register(
                selector,
                does(Way.READS) ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_WRITE,
                hostile);
    }

    /** One of its connections. */
    private final class Hostile {
        private final Queue<SocketChannel> abandoned;
        private final SocketChannel channel;
        private final int number;
        private ByteBuffer out;
        private int sent;

        /** Whether a connection in its place is to be opened now, or was. */
        private boolean leaves;

        private boolean left;

        Hostile(SocketChannel channel, int number, Queue<SocketChannel> abandoned) {
            this.abandoned = abandoned;
            this.channel = channel;
            this.number = number;
            this.out = bytes(opening + (opening.isEmpty() ? text() : ""));
        }

        private String text() {
            return request.contains("%") ? String.format(Locale.ROOT, request, number, sent) : request;
        }

        private static ByteBuffer bytes(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** {@return how many requests it has sent now} */
        int act(SelectionKey key, ByteBuffer drain) throws IOException {
            if (key.isReadable()) {
                read(key, drain);
            }
            if (left || !key.isWritable()) {
                return 0;
            }
            channel.write(out);
            if (out.hasRemaining()) {
                return 0;
            }
            sent++;
            if (does(Way.PIPELINES)) {
                next();
            } else {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
            return 1;
        }

        private void read(SelectionKey key, ByteBuffer drain) throws IOException {
            drain.clear();
            if (channel.read(drain) < 0) {
                throw new IOException("closed by the server");
            } else if (does(Way.CLOSES)) {
                throw new IOException("closed by the client");
            } else if (does(Way.LEAVES)) {
                leaves = !left;
                left = true;
                leave(key);
            } else if (does(Way.SLOWLY)) {
                key.interestOpsAnd(~SelectionKey.OP_READ);
            } else if (!does(Way.PIPELINES)) {
                next();
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        }

        /** It does not even look whether the server has closed it; only the oldest is closed, for want of descriptors. */
        private void leave(SelectionKey key) throws IOException {
            key.cancel();
            abandoned.add(channel);
            if (abandoned.size() > MOST_ABANDONED) {
                abandoned.remove().close();
            }
        }

        private void next() {
            if ((sent == 1 && !opening.isEmpty()) || request.contains(NEXT)) {
                out = bytes(text());
            }
            out.clear();
        }
    }
}
