package io.github.secretscache.http;

import java.io.IOException;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * Takes new connections. When there is no room for one more, the one that has been idle the longest is closed; when none
 * is idle, the new one gets 429 on its first request. No timer closes an idle one: after a freeze it would fire, and
 * the next request of a reader that kept its connection would be lost. Used on the I/O thread only, except {@link #max}.
 */
final class ConnectionLimit implements ChannelListener<AcceptingChannel<StreamConnection>> {
    /** File descriptors are finite. */
    private static final int MAX_REFUSED = 100;

    /** A new connection costs more than a request, so only a few are accepted at a time. */
    private static final int TAKEN_AT_A_TIME = 16;

    private final NextLook nextLook;
    private final OpenConnections served;
    private final OpenConnections refused;
    private volatile int max = ServeOptions.DEFAULT_MAX_CONNECTIONS;
    private int taken;

    ConnectionLimit(NextLook nextLook, OpenConnections served, OpenConnections refused) {
        this.nextLook = nextLook;
        this.served = served;
        this.refused = refused;
    }

    void max(int connections) {
        max = connections;
    }

    @Override
    public void handleEvent(AcceptingChannel<StreamConnection> socket) {
        try {
            for (StreamConnection connection = socket.accept(); connection != null; connection = socket.accept()) {
                take(connection);
                if (++taken == TAKEN_AT_A_TIME) {
                    pause(socket);
                }
            }
        } catch (IOException e) {
            // Thrown only if the socket was closed meanwhile. That is how accepting ends: nothing to do or to log.
            return;
        }
    }

    private void take(StreamConnection connection) {
        if (served.hasRoom(max)) {
            served.add(connection);
        } else if (refused.hasRoom(MAX_REFUSED)) {
            refused.add(connection);
        } else {
            IoUtils.safeClose(connection);
        }
    }

    /** Gives connections that are already open their turn. */
    private void pause(AcceptingChannel<StreamConnection> socket) {
        socket.suspendAccepts();
        nextLook.execute(() -> {
            taken = 0;
            if (socket.isOpen()) {
                socket.resumeAccepts();
            }
        });
    }
}
