package io.github.secretscache.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.Options;
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

    /** XNIO may accept so many more than there is room for; to take one of them closes another, if that can be. */
    private static final int AHEAD = 28;

    /** A new connection costs more than a request, so only a few are accepted at a time. */
    private static final int TAKEN_AT_A_TIME = 4;

    /** If so many are open, new ones come more slowly: what they leave is garbage, whose collection stops all readers. */
    private static final int CROWD = 64;

    private static final Duration PAUSE_OF_A_CROWD = Duration.ofMillis(2);

    private final IoThread thread;
    private final NextLook nextLook;
    private final OpenConnections served;
    private final OpenConnections refused;
    private final Deque<StreamConnection> waiting = new ArrayDeque<>();
    private final Set<AcceptingChannel<StreamConnection>> suspended = new HashSet<>();
    private volatile int max = ServeOptions.DEFAULT_MAX_CONNECTIONS;
    private int taken;
    private boolean pausing;

    ConnectionLimit(IoThread thread, NextLook nextLook, OpenConnections served, OpenConnections refused) {
        this.thread = thread;
        this.nextLook = nextLook;
        this.served = served;
        this.refused = refused;
    }

    /** @param sockets those that accept at most so many and a few more, on each of them */
    void max(int connections, List<AcceptingChannel<StreamConnection>> sockets) throws IOException {
        max = connections;
        for (AcceptingChannel<StreamConnection> socket : sockets) {
            socket.setOption(Options.CONNECTION_HIGH_WATER, connections + MAX_REFUSED + AHEAD);
        }
    }

    /** XNIO accepts on a thread of its own, and queues up to 128 connections at a time, which it wants to be taken. */
    @Override
    public void handleEvent(AcceptingChannel<StreamConnection> socket) {
        try {
            for (StreamConnection connection = socket.accept(); connection != null; connection = socket.accept()) {
                waiting.add(connection);
            }
        } catch (IOException e) {
            // Thrown only if the socket was closed meanwhile. That is how accepting ends; those before it are served.
            suspended.remove(socket);
        }
        takeSome();
        if (!waiting.isEmpty() && suspended.add(socket)) {
            // Others wait in its backlog, where they take no descriptors.
            socket.suspendAccepts();
        }
    }

    private void takeSome() {
        while (!pausing && !waiting.isEmpty()) {
            take(waiting.remove());
            if (++taken == TAKEN_AT_A_TIME) {
                pause();
            }
        }
        if (waiting.isEmpty()) {
            suspended.stream().filter(AcceptingChannel::isOpen).forEach(AcceptingChannel::resumeAccepts);
            suspended.clear();
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
    private void pause() {
        pausing = true;
        Runnable resume = () -> {
            pausing = false;
            taken = 0;
            try {
                takeSome();
            } finally {
                if (!pausing && !waiting.isEmpty()) {
                    pause();
                }
            }
        };
        if (served.number() < CROWD) {
            nextLook.execute(resume);
        } else {
            thread.executeAfter(PAUSE_OF_A_CROWD, resume);
        }
    }
}
