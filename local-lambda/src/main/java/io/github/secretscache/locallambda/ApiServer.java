package io.github.secretscache.locallambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small HTTP/1.1 server on 127.0.0.1, one thread a connection, so that a parked long poll is a parked thread. Plain
 * sockets and not the JDK's HttpServer: that one drops idle connections after 30 s, cannot see a body that was cut
 * short, has no trailers, and delays small replies.
 */
final class ApiServer implements AutoCloseable {

    /** Answers one request, in the connection's own thread; may block for as long as it likes. */
    interface Handler {
        ApiReply handle(ApiRequest request);
    }

    private static final int BACKLOG = 128;

    private final String name;
    private final Handler handler;
    private final ServerSocket listener;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private ApiServer(String name, Handler handler, ServerSocket listener) {
        this.name = name;
        this.handler = handler;
        this.listener = listener;
    }

    /** Port 0 means any free one. */
    static ApiServer start(String name, int port, Handler handler) {
        try {
            ServerSocket listener =
                    new ServerSocket(port, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            ApiServer server = new ApiServer(name, handler, listener);
            server.daemon("accept", server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Port " + port + " for the " + name + " cannot be opened: " + e.getMessage(), e);
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                daemon("connection", () -> serve(socket));
            } catch (IOException e) {
                // Closed, which ends the loop, or one failed connection, which the client sees.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            ApiConnection connection = new ApiConnection(socket.getInputStream(), socket.getOutputStream());
            while (answer(connection)) {
                // until one side closes
            }
        } catch (IOException | SandboxGoneException e) {
            // The client left or there is nobody to answer it any more: closing is all there is to do.
        } finally {
            connections.remove(socket);
        }
    }

    private boolean answer(ApiConnection connection) throws IOException {
        ApiRequest request = connection.read();
        if (request == null) {
            return false;
        }
        connection.write(reply(request));
        return !request.header("Connection").equalsIgnoreCase("close");
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

    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(ApiServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // It is closed either way.
        }
    }
}
