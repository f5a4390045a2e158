package io.github.secretscache.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A socket that answers one connection after the other with bytes of the test's own, however wrong. */
final class RawServer implements AutoCloseable {
    /** Writes the answer to a request that has been read; the connection is closed after it. */
    interface Reaction {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    static final Reaction CUT = out -> {};

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Reaction> reactions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Reaction otherwise = CUT;

    RawServer() throws IOException {
        threads.execute(this::accept);
    }

    static Reaction text(String answer) {
        return out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Reaction http(int status, String body, String... headers) {
        return text("HTTP/1.1 " + status + " X\r\n" + String.join("", List.of(headers)) + "Content-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    static Reaction secret(String body) {
        return http(200, body, "Secret-Version-Id: v1\r\n");
    }

    /** Nothing, until the server is closed. */
    Reaction hang() {
        return out -> closed.await();
    }

    /** Answers the next requests in this order, and those after them with the last. */
    RawServer then(Reaction... reactions) {
        this.reactions.addAll(List.of(reactions).subList(0, reactions.length - 1));
        this.otherwise = reactions[reactions.length - 1];
        return this;
    }

    int requests() {
        return requests.get();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                // The head ends with an empty line.
            }
            requests.incrementAndGet();
            Reaction reaction = reactions.poll();
            (reaction == null ? otherwise : reaction).answer(connection.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test is over.
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        threads.shutdownNow();
    }
}
