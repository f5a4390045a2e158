package io.github.secretscache.http;

import io.undertow.server.OpenListener;
import java.io.IOException;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * Takes new connections and decides for each whether it is served. One over the limit is told so on its first request;
 * where very many of those are open already, it is cut, for file descriptors are finite too.
 */
final class ConnectionLimit implements ChannelListener<AcceptingChannel<StreamConnection>> {
    private static final int MAX_REFUSED = 100;

    private final OpenListener serving;
    private final OpenListener refusing;
    private volatile int max = ServeOptions.DEFAULT_MAX_CONNECTIONS;

    /** Both listeners must count their connections. */
    ConnectionLimit(OpenListener serving, OpenListener refusing) {
        this.serving = serving;
        this.refusing = refusing;
    }

    void max(int connections) {
        max = connections;
    }

    @Override
    public void handleEvent(AcceptingChannel<StreamConnection> socket) {
        try {
            for (StreamConnection connection = socket.accept(); connection != null; connection = socket.accept()) {
                take(connection);
            }
        } catch (IOException e) {
            // Thrown only when the socket was closed meanwhile. That is how accepting ends: nothing to do, nor to log.
            return;
        }
    }

    private void take(StreamConnection connection) {
        if (open(serving) < max) {
            serving.handleEvent(connection);
        } else if (open(refusing) < MAX_REFUSED) {
            refusing.handleEvent(connection);
        } else {
            IoUtils.safeClose(connection);
        }
    }

    private static long open(OpenListener listener) {
        return listener.getConnectorStatistics().getActiveConnections();
    }
}
