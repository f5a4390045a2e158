package io.github.secretscache.core.aws;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small AWS on a loopback port: HTTP/1.1 with kept-alive connections over a plain socket, so that it can also break the
 * protocol. What it answers is set for each operation.
 */
public final class StubAws implements AutoCloseable {
    public static final String GET = "GetSecretValue";
    public static final String BATCH = "BatchGetSecretValue";
    public static final String ASSUME_ROLE = "AssumeRole";
    public static final String CREDENTIALS = "/credentials";

    private final ServerSocket server;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A request as it came in; {@code operation} is the AWS operation, or the path where there is none. */
    public record Call(String operation, Map<String, String> headers, String body, int connection) {}

    /** Answers a request by writing to its socket, or does not. */
    @FunctionalInterface
    public interface Handler {
        void answer(Call call, Socket socket) throws Exception;
    }

    public StubAws() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Sets what an operation answers; the last setting counts. */
    public StubAws on(String operation, Handler handler) {
        handlers.put(operation, handler);
        return this;
    }

    public List<Call> calls(String operation) {
        return calls.stream().filter(call -> call.operation().equals(operation)).toList();
    }

    public int connectionsAccepted() {
        return accepted.get();
    }

    /** Closes every connection, as a server does with idle ones. */
    public void dropConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    public static Handler reply(int status, Map<String, String> headers, byte[] body) {
        return (call, socket) -> {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length
                    + "\r\nx-amzn-requestid: 12345678-1234-1234-1234-123456789012\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = new byte[headBytes.length + body.length];
            System.arraycopy(headBytes, 0, all, 0, headBytes.length);
            System.arraycopy(body, 0, all, headBytes.length, body.length);
            socket.getOutputStream().write(all);
        };
    }

    public static Handler json(int status, String body) {
        return reply(
                status, Map.of("Content-Type", "application/x-amz-json-1.1"), body.getBytes(StandardCharsets.UTF_8));
    }

    public static Handler error(int status, String code, String message) {
        return json(status, "{\"__type\":\"" + code + "\",\"Message\":\"" + message + "\"}");
    }

    /** Cuts the connection with a TCP reset. */
    public static Handler reset() {
        return (call, socket) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    /** Never answers. */
    public Handler hang() {
        return (call, socket) -> closed.await();
    }

    /** The first answers, one for each call, and then the last for ever. */
    public static Handler inTurn(Handler... turns) {
        AtomicInteger next = new AtomicInteger();
        return (call, socket) -> turns[Math.min(next.getAndIncrement(), turns.length - 1)].answer(call, socket);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            dropConnections();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket connection = server.accept();
            connections.add(connection);
            int number = accepted.incrementAndGet();
            start(() -> serve(connection, number));
        }
    }

    private void serve(Socket socket, int number) throws Exception {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                Call call = read(in, number);
                calls.add(call);
                handlers.getOrDefault(call.operation(), error(400, "UnknownOperationException", ""))
                        .answer(call, socket);
            }
        } finally {
            connections.remove(socket);
        }
    }

    private static Call read(InputStream in, int connection) throws IOException {
        String requestLine = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not HTTP");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Call(operation(requestLine, headers, body), headers, body, connection);
    }

    private static String operation(String requestLine, Map<String, String> headers, String body) {
        String target = headers.get("x-amz-target");
        if (target != null) {
            return target.substring(target.indexOf('.') + 1);
        }
        return body.contains("Action=AssumeRole") ? ASSUME_ROLE : requestLine.split(" ")[1];
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** A broken connection ends its thread; the test sees it from the other side. */
    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException end) {
                        // the connection or the server was closed
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "stub-aws");
        thread.setDaemon(true);
        thread.start();
    }
}
