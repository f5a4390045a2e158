package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** The connections that are open on one listener. Used on the I/O thread only, but for {@link #handle}. */
final class OpenConnections {
    /** So many later ones open before one that asks for nothing is thought to be there for the room it takes. */
    private static final int GRACE = 64;

    /** How many that seem idle may turn out not to be before the search for one is given up. */
    private static final int CANDIDATES = 16;

    private final OpenListener listener;
    private final TurnQueue turns;
    private final UnfinishedRequests unfinished;
    private final Set<ReaderConnection> open = new LinkedHashSet<>();
    private volatile @Nullable HttpHandler root;
    private long moment;

    OpenConnections(OpenListener listener, TurnQueue turns, UnfinishedRequests unfinished) {
        this.listener = listener;
        this.turns = turns;
        this.unfinished = unfinished;
    }

    /** What to do with requests; to be said before the first {@link #add}. */
    void handle(HttpHandler handler) {
        root = handler;
    }

    HttpHandler root() {
        HttpHandler handler = root;
        if (handler == null) {
            throw new IllegalStateException("handle(HttpHandler) comes before the first connection");
        }
        return handler;
    }

    TurnQueue turns() {
        return turns;
    }

    UnfinishedRequests unfinished() {
        return unfinished;
    }

    /** {@return a number that is larger each time} */
    long nextMoment() {
        return ++moment;
    }

    void add(StreamConnection connection) {
        ReaderConnection added = new ReaderConnection(connection, this);
        open.add(added);
        // A listener hands its handler on to each connection that it opens: so each can have one of its own.
        listener.setRootHandler(added);
        listener.handleEvent(connection);
    }

    void closed(ReaderConnection connection) {
        open.remove(connection);
    }

    /**
     * Whose closing is missed least comes first: of a flood of connections those that ask for nothing, however short they
     * have been idle; then the one that has been idle the longest.
     */
    private Comparator<ReaderConnection> leastMissed() {
        long recent = moment - GRACE;
        return Comparator.comparing(
                        (ReaderConnection connection) -> connection.requests() > 0 || connection.idleSince() > recent)
                .thenComparingLong(ReaderConnection::idleSince);
    }

    /** {@return whether fewer than that many are open, if need be because one that was idle has been closed} */
    boolean hasRoom(int max) {
        for (int tried = 0; open.size() >= max && tried < CANDIDATES; tried++) {
            Optional<ReaderConnection> candidate =
                    open.stream().filter(ReaderConnection::isIdle).min(leastMissed());
            if (candidate.isEmpty()) {
                return false;
            }
            candidate.get().closeIfIdle();
        }
        return open.size() < max;
    }

    @Override
    public String toString() {
        return "OpenConnections[" + open.size() + "]";
    }
}
