package io.github.secretscache.locallambda;

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
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on 127.0.0.1 and, where there is one, ::1, both at the same port; one daemon thread each.
 *
 * <p>Plain sockets and not the JDK's HttpServer, because a fault has to reach below HTTP: reset a connection, or hold
 * it open in silence.
 */
final class EndpointListener implements AutoCloseable {

    private static final int BACKLOG = 512;

    private final Function<EndpointRequest, EndpointReply> handler;
    private final @Nullable SSLSocketFactory tls;
    private final List<ServerSocket> servers = new ArrayList<>();
    private final Set<EndpointConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private EndpointListener(Function<EndpointRequest, EndpointReply> handler, @Nullable SSLSocketFactory tls) {
        this.handler = handler;
        this.tls = tls;
    }

    /** Port 0 means any free one. */
    static EndpointListener open(
            int port, @Nullable SSLSocketFactory tls, Function<EndpointRequest, EndpointReply> handler) {
        EndpointListener listener = new EndpointListener(handler, tls);
        try {
            listener.bind(new byte[] {127, 0, 0, 1}, port);
            listener.bindIpv6();
        } catch (IOException e) {
            listener.close();
            throw new UncheckedIOException("Port " + port + " cannot be used: " + e.getMessage(), e);
        }
        for (ServerSocket server : listener.servers) {
            listener.daemon("accept", () -> listener.accept(server));
        }
        return listener;
    }

    int port() {
        return servers.get(0).getLocalPort();
    }

    private void bind(byte[] address, int port) throws IOException {
        ServerSocket server = new ServerSocket();
        servers.add(server);
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByAddress(address), port), BACKLOG);
    }

    private void bindIpv6() throws IOException {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try {
            bind(loopback, port());
        } catch (SocketException e) {
            // No IPv6 here, or its port is taken: the address this endpoint hands out works without it.
            servers.remove(servers.size() - 1).close();
        }
    }

    private void accept(ServerSocket server) {
        while (!closed) {
            try {
                start(server.accept());
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private void start(Socket socket) {
        EndpointConnection connection = new EndpointConnection(socket, tls, handler);
        connections.add(connection);
        daemon("connection", () -> {
            try {
                connection.serve();
            } finally {
                connections.remove(connection);
            }
        });
        if (closed) {
            connection.close();
        }
    }

    private void daemon(String role, Runnable task) {
        Thread thread = new Thread(task, "secrets-manager-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        for (ServerSocket server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        connections.forEach(EndpointConnection::close);
    }
}
