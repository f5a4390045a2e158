package io.github.secretscache.extension.api;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * An Extensions API on a raw server socket. It behaves as {@link FakeCore} says, unless {@link #script} tells it what to
 * do to the next request of a path: garble, stall, cut.
 */
final class FakeExtensionsApi implements AutoCloseable {
    static final String REGISTER = "/2020-01-01/extension/register";
    static final String NEXT = "/2020-01-01/extension/event/next";
    static final String INIT_ERROR = "/2020-01-01/extension/init/error";
    static final String EXIT_ERROR = "/2020-01-01/extension/exit/error";

    /** For calls that block: on two cores the common pool has one thread since JDK 25. */
    static final Executor OWN_THREAD = task -> new Thread(task, "test").start();

    final FakeCore core = new FakeCore();

    private final ServerSocket server;
    private final List<Socket> connections = new ArrayList<>();
    private final List<FakeRequest> requests = new ArrayList<>();
    private final Map<String, Queue<Reaction>> scripts = new HashMap<>();

    /** What to do to a request instead of answering it. */
    interface Reaction {
        void to(FakeRequest request, Socket connection) throws IOException;
    }

    FakeExtensionsApi() throws IOException {
        this("127.0.0.1");
    }

    FakeExtensionsApi(String bindAddress) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(bindAddress));
        start("fake-api-accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    ExtensionsApiClient client() {
        return ExtensionsApiClient.create(address());
    }

    /** The reaction to one request of the path; later ones queue up. */
    synchronized FakeExtensionsApi script(String path, Reaction reaction) {
        scripts.computeIfAbsent(path, any -> new ConcurrentLinkedQueue<>()).add(reaction);
        return this;
    }

    /** Answers one request of the path with these bytes and leaves the connection open. */
    FakeExtensionsApi scriptBytes(String path, String bytes) {
        return script(path, (request, connection) -> send(connection, bytes));
    }

    static void send(Socket connection, String bytes) throws IOException {
        connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    synchronized List<FakeRequest> requests(String path) {
        List<FakeRequest> found = new ArrayList<>();
        for (FakeRequest request : requests) {
            if (request.path().equals(path)) {
                found.add(request);
            }
        }
        return found;
    }

    synchronized int connectionCount() {
        return connections.size();
    }

    /** Waits until that many requests of the path have come. */
    synchronized void awaitRequests(String path, int count) throws InterruptedException {
        while (requests(path).size() < count) {
            wait();
        }
    }

    /** Waits until the extension's {@code next} is parked. */
    void awaitParked(String extensionName) throws InterruptedException {
        awaitRequests(NEXT, 1);
        while (core.state(extensionName) != FakeCore.State.READY) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Cuts every connection; the core goes on holding what is parked, as the real one does. */
    synchronized void cutConnections(boolean reset) throws IOException {
        for (Socket connection : connections) {
            if (reset) {
                connection.setSoLinger(true, 0);
            }
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cutConnections(false);
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket connection = server.accept();
            connection.setTcpNoDelay(true);
            int number;
            synchronized (this) {
                connections.add(connection);
                number = connections.size();
            }
            start("fake-api-" + number, () -> serve(connection, number));
        }
    }

    private void serve(Socket connection, int number) throws IOException, InterruptedException {
        InputStream in = connection.getInputStream();
        while (!connection.isClosed()) {
            FakeRequest request = read(in, number);
            Reaction reaction;
            synchronized (this) {
                requests.add(request);
                notifyAll();
                Queue<Reaction> queue = scripts.get(request.path());
                reaction = queue == null ? null : queue.poll();
            }
            if (reaction == null) {
                connection.getOutputStream().write(core.handle(request).bytes());
            } else {
                reaction.to(request, connection);
            }
        }
    }

    private static FakeRequest read(InputStream in, int connection) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        String[] lines = text.split("\r\n");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] requestLine = lines[0].split(" ");
        return new FakeRequest(
                connection,
                requestLine[0],
                requestLine[1],
                text,
                Map.copyOf(headers),
                new String(body, StandardCharsets.UTF_8));
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // The other end has gone, or the test is over.
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
