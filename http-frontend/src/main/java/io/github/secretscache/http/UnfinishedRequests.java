package io.github.secretscache.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections that wait for their readers: for the rest of a head, or until a reply is read. They are closed if
 * they make no progress, and if all of them together hold too much memory: first the one without progress for the longest
 * time. Used on the I/O thread only.
 */
final class UnfinishedRequests {
    /** For all heads and replies together, in addition to what each connection may hold anyway. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private final IoThread thread;
    private final ConnectionTimeouts timeouts;

    /** In the order of their last progress. */
    private final Set<ReaderConnection> waiting = new LinkedHashSet<>();

    private long bytes;
    private boolean ticking;

    UnfinishedRequests(IoThread thread, ConnectionTimeouts timeouts) {
        this.thread = thread;
        this.timeouts = timeouts;
    }

    /**
     * Notes that a connection has made progress, but is not done.
     *
     * @param difference how many more bytes it holds than before; negative for fewer
     */
    void progressed(ReaderConnection connection, int difference) {
        waiting.remove(connection);
        waiting.add(connection);
        bytes += difference;
        if (!ticking) {
            ticking = true;
            tickLater();
        }
        makeRoom(connection);
    }

    /**
     * Notes that a connection is done with a request.
     *
     * @param held how many bytes it held
     */
    void finished(ReaderConnection connection, int held) {
        if (waiting.remove(connection)) {
            bytes -= held;
        }
    }

    private void makeRoom(ReaderConnection progressing) {
        Iterator<ReaderConnection> longestStill = waiting.iterator();
        List<ReaderConnection> closed = new ArrayList<>();
        long excess = bytes - MAX_BYTES;
        while (excess > 0 && longestStill.hasNext()) {
            ReaderConnection candidate = longestStill.next();
            if (candidate != progressing && candidate.held() > 0) {
                excess -= candidate.held();
                closed.add(candidate);
            }
        }
        // Closing removes them from the set.
        closed.forEach(ReaderConnection::close);
    }

    private void tick() {
        List.copyOf(waiting).forEach(connection -> connection.tick(timeouts));
        ticking = !waiting.isEmpty();
        if (ticking) {
            tickLater();
        }
    }

    private void tickLater() {
        thread.executeAfter(timeouts.tick(), this::tick);
    }

    @Override
    public String toString() {
        return "UnfinishedRequests[" + waiting.size() + " connections, " + bytes + " bytes]";
    }
}
