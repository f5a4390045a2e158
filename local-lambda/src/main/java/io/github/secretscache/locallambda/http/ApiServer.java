package io.github.secretscache.locallambda.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server on 127.0.0.1 and, if the machine has it, ::1, both at the same port; one thread for each
 * connection, so that a long poll parks a thread. Thread-safe.
 *
 * <p>Uses plain sockets instead of the JDK's HttpServer: that one closes idle connections after 30 s, does not detect a
 * body that was cut short, has no trailers, delays small replies, and cannot reset a connection or leave it unanswered.
 */
public final class ApiServer implements AutoCloseable {

    /** Answers one request, in the connection's own thread; may block for as long as it likes. */
    public interface Handler {
        /**
         * {@return the result of the request}
         *
         * @throws ApiException to refuse it
         * @throws NoReplyException to close the connection
         */
        ApiReply handle(ApiRequest request);
    }

    private static final int BACKLOG = 512;

    private final String name;
    private final @Nullable SSLSocketFactory tls;
    private final Handler handler;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ApiServer(String name, @Nullable SSLSocketFactory tls, Handler handler) {
        this.name = name;
        this.tls = tls;
        this.handler = handler;
    }

    /**
     * Starts a server over plain HTTP.
     *
     * @param name its name in error messages and threads
     * @param port 0 for any free one
     * @throws UncheckedIOException if the port cannot be opened
     */
    public static ApiServer start(String name, int port, Handler handler) {
        return start(name, port, null, handler);
    }

    /** The same over HTTPS; {@code tls} null means plain HTTP. */
    public static ApiServer start(String name, int port, @Nullable SSLSocketFactory tls, Handler handler) {
        ApiServer server = new ApiServer(name, tls, handler);
        try {
            server.bind(new byte[] {127, 0, 0, 1}, port);
            server.bindIpv6();
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException(
                    "Port " + port + " for the " + name + " cannot be opened: " + e.getMessage(), e);
        }
        server.listeners.forEach(listener -> server.daemon("accept", () -> server.accept(listener)));
        return server;
    }

    /** {@return the number of the port} */
    public int port() {
        return listeners.get(0).getLocalPort();
    }

    /** {@return host and port} */
    public String address() {
        return "127.0.0.1:" + port();
    }

    private void bind(byte[] address, int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listeners.add(listener);
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(address), port), BACKLOG);
    }

    private void bindIpv6() throws IOException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try {
            bind(loopback, port());
        } catch (SocketException e) {
            // There is no IPv6, or its port is taken: the returned address works without it.
            listeners.remove(listeners.size() - 1).close();
        }
    }

    private void accept(ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                daemon("connection", () -> serve(socket));
                if (closed) {
                    socket.close();
                }
            } catch (IOException e) {
                // The server was closed, which ends the loop, or one connection failed, which the client sees.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                ApiConnection connection = ApiConnection.open(socket, tls)) {
            while (answer(connection)) {
                // until one side closes
            }
        } catch (IOException | NoReplyException e) {
            // The client left, did not speak HTTP, or nobody can answer it any more, so the connection is closed.
        } finally {
            connections.remove(socket);
        }
    }

    private boolean answer(ApiConnection connection) throws IOException {
        ApiRequest request = connection.read();
        if (request == null) {
            return false;
        }
        return connection.send(reply(request)) && !request.header("Connection").equalsIgnoreCase("close");
    }

    private ApiReply reply(ApiRequest request) {
        try {
            return handler.handle(request);
        } catch (ApiException e) {
            return e.reply();
        }
    }

    private void daemon(String role, Runnable task) {
        Thread thread = new Thread(task, name + " " + role);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections and frees the port. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(ApiServer::closeQuietly);
        connections.forEach(ApiServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // It is closed in any case.
        }
    }
}
