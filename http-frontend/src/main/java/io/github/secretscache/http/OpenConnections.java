package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** The connections that are open on one listener. Used on the I/O thread only, except {@link #handle}. */
final class OpenConnections {
    /** After so many later connections, one that has sent no request is considered part of a flood. */
    private static final int GRACE = 64;

    /** How many idle or abandoned connections are closed, or turn out busy, before the search is given up. */
    private static final int CANDIDATES = 16;

    /** How often all connections may be looked at for some whose readers have left. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final OpenListener listener;
    private final TurnQueue turns;
    private final UnfinishedRequests unfinished;
    private final Set<ReaderConnection> open = new LinkedHashSet<>();
    private final Traffic traffic = new Traffic();
    private volatile @Nullable HttpHandler root;
    private long moment;
    private int unanswered;

    /** What to run when all requests are answered; not null when no more are. */
    private @Nullable Runnable atTheEnd;

    private long lookedAt = System.nanoTime() - LOOK_EVERY.toNanos();

    OpenConnections(OpenListener listener, TurnQueue turns, UnfinishedRequests unfinished) {
        this.listener = listener;
        this.turns = turns;
        this.unfinished = unfinished;
    }

    /** Sets the handler of requests; must be called before the first {@link #add}. */
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

    Traffic traffic() {
        return traffic;
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
        traffic.opened();
        // A listener passes its handler to each connection that it opens, so each connection can have its own.
        listener.setRootHandler(added);
        listener.handleEvent(connection);
    }

    void closed(ReaderConnection connection) {
        if (open.remove(connection)) {
            traffic.closed();
        }
    }

    /** {@return whether a request that has arrived should be answered} */
    boolean arrived() {
        traffic.arrived();
        unanswered++;
        return atTheEnd == null;
    }

    /** A request has been answered, or its connection was closed. */
    void answered(int status) {
        traffic.answered(status);
        unanswered--;
        runIfAllAnswered();
    }

    /** Later requests are not answered. */
    void answerNoMore(Runnable whenAllAreAnswered) {
        atTheEnd = whenAllAreAnswered;
        runIfAllAnswered();
    }

    private void runIfAllAnswered() {
        if (unanswered == 0 && atTheEnd != null) {
            atTheEnd.run();
        }
    }

    /**
     * The order in which idle connections are closed: first those that end anyway; in a flood, those that have sent no
     * request, however short they have been idle; then the one that has been idle the longest.
     */
    private Comparator<ReaderConnection> leastMissed() {
        long recent = moment - GRACE;
        return Comparator.comparing((ReaderConnection connection) -> !connection.isEnding())
                .thenComparing(connection -> connection.requests() > 0 || connection.idleSince() > recent)
                .thenComparingLong(ReaderConnection::idleSince);
    }

    /** {@return how many are open} */
    int number() {
        return open.size();
    }

    /** {@return whether fewer than that many are open, after closing idle ones, or abandoned ones, if necessary} */
    boolean hasRoom(int max) {
        return hasRoomWithoutIdle(max) || hasRoomWithoutAbandoned(max);
    }

    /** That a reader has left shows only when its connection is read, which is not done while it waits for an answer. */
    private boolean hasRoomWithoutAbandoned(int max) {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_EVERY.toNanos()) {
            lookedAt = now;
            // Closing removes them from the set. Not all at once, for it takes long.
            Iterator<ReaderConnection> candidates = List.copyOf(open).iterator();
            for (int closed = 0; candidates.hasNext() && closed < CANDIDATES; ) {
                closed += candidates.next().closeIfLeft() ? 1 : 0;
            }
        }
        return open.size() < max;
    }

    private boolean hasRoomWithoutIdle(int max) {
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
