package io.github.secretscache.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The input of a connection, one piece for each turn. If there is more, it waits for the next turn; otherwise the turn
 * begins when bytes arrive. Used on the I/O thread only.
 */
final class TurnSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /** Holds the head of a usual request, of which a session token alone takes up to 2 KiB. */
    private static final int PIECE_BYTES = 4 * 1024;

    /** Enough for a head and a body that are sent separately. A trickle would wake the thread for each byte. */
    private static final int FREE_PIECES = 3;

    private final StreamConnection connection;
    private final TurnQueue turns;
    private final ReaderConnection reader;
    private Runnable nextTurn = () -> {};
    private boolean turnTaken;
    private boolean behind;
    private boolean inTurn;
    private boolean ended;
    private boolean stopped;

    /** Whether this turn has read anything. */
    private boolean progressed;

    /** The byte that was read to see whether there is more, until it is asked for. */
    private final ByteBuffer ahead = ByteBuffer.allocate(1).flip();

    /** How many pieces of the current request have arrived; zero between requests. */
    private int pieces;

    private TurnSource(StreamConnection connection, TurnQueue turns, ReaderConnection reader) {
        super(connection.getSourceChannel().getConduit());
        this.connection = connection;
        this.turns = turns;
        this.reader = reader;
    }

    /** Puts itself between a connection and its socket. */
    static TurnSource on(StreamConnection connection, TurnQueue turns, ReaderConnection reader) {
        TurnSource source = new TurnSource(connection, turns, reader);
        connection.getSourceChannel().setConduit(source);
        source.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(connection.getSourceChannel()));
        return source;
    }

    /** {@return whether there was more to read than the last turn took} */
    boolean isBehind() {
        return behind;
    }

    /** {@return whether the reader is known to send nothing more} */
    boolean hasEnded() {
        return ended;
    }

    /** {@return whether bytes have arrived that were not read yet} */
    boolean hasMore() {
        if (isAtEnd() || !ahead.hasRemaining()) {
            return false;
        }
        // The socket may have nothing more for which to wake up.
        resumeReads();
        return true;
    }

    /** {@return whether the reader sends nothing more; to be called while no request is being read} */
    boolean isAtEnd() {
        if (ahead.hasRemaining()) {
            return false;
        }
        ahead.clear();
        try {
            return super.read(ahead) < 0;
        } catch (IOException e) {
            // It is broken.
            return true;
        } finally {
            ahead.flip();
        }
    }

    @Override
    public void resumeReads() {
        if (ahead.hasRemaining()) {
            wakeupReads();
        } else {
            super.resumeReads();
        }
    }

    /** Reads nothing more. */
    void stop() {
        stopped = true;
    }

    /** Closes the connection when its reader has closed it, or sends anything more, and it is its turn. */
    void awaitEnd() {
        super.setReadReadyHandler(new ReadReadyHandler() {
            @Override
            public void readReady() {
                suspendReads();
                turns.execute(reader::close);
            }

            @Override
            public void forceTermination() {
                reader.close();
            }

            @Override
            public void terminated() {
                reader.close();
            }
        });
        resumeReads();
    }

    /** A request has been answered. */
    void newTurn() {
        turnTaken = false;
        pieces = 0;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (stopped) {
            return -1;
        }
        int read = turnTaken ? 0 : readPiece(target);
        reader.hasRead(read);
        return read;
    }

    private int readPiece(ByteBuffer target) throws IOException {
        int limit = target.limit();
        int wanted = Math.min(target.remaining(), PIECE_BYTES);
        target.limit(target.position() + wanted);
        try {
            int read = ahead.hasRemaining() ? readOn(target) : super.read(target);
            turnTaken = true;
            ended = read < 0;
            if (ended && !inTurn) {
                // To close a connection takes longer than to answer a usual request, so that waits for a turn.
                behind = false;
                turns.execute(nextTurn);
                return 0;
            }
            behind = read == wanted;
            progressed |= read > 0;
            pieces += read > 0 ? 1 : 0;
            if (reader.bytesOfHead() + read > PIECE_BYTES && isFolded(target, read)) {
                reader.close();
                return -1;
            }
            return read;
        } finally {
            target.limit(limit);
        }
    }

    /**
     * {@return whether the last bytes have a header line that goes on in the next line} Undertow needs a quarter of a second
     * for a head of such lines, and RFC 9112, 5.2 allows to refuse them.
     */
    private static boolean isFolded(ByteBuffer target, int read) {
        boolean atLineBegin = false;
        for (int i = target.position() - read; i < target.position(); i++) {
            byte next = target.get(i);
            if (atLineBegin && (next == ' ' || next == '\t')) {
                return true;
            }
            if (atLineBegin && (next == '\r' || next == '\n')) {
                // The head ends here; a body may have any lines.
                return false;
            }
            atLineBegin = next == '\n';
        }
        return false;
    }

    private int readOn(ByteBuffer target) throws IOException {
        target.put(ahead);
        return 1 + Math.max(0, super.read(target));
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        InTurns inTurns = new InTurns(handler);
        nextTurn = inTurns::turn;
        super.setReadReadyHandler(inTurns);
    }

    /** Calls a handler when it is its turn. */
    private final class InTurns implements ReadReadyHandler {
        private final ReadReadyHandler handler;

        InTurns(ReadReadyHandler handler) {
            this.handler = handler;
        }

        @Override
        public void readReady() {
            if (behind || ended || reader.isHeavy() || pieces >= FREE_PIECES) {
                suspendReads();
                turns.execute(nextTurn);
            } else {
                turnTaken = false;
                handler.readReady();
            }
        }

        private void turn() {
            if (connection.isOpen()) {
                resumeReads();
                turnTaken = false;
                progressed = false;
                inTurn = true;
                handler.readReady();
                inTurn = false;
                goOn();
            }
        }

        /** Reads one request after the other, because many half-received requests would all be in memory. */
        private void goOn() {
            if (progressed && behind && reader.isReceiving() && connection.isOpen()) {
                suspendReads();
                turns.executeNext(nextTurn);
            }
        }

        @Override
        public void forceTermination() {
            handler.forceTermination();
        }

        @Override
        public void terminated() {
            handler.terminated();
        }
    }
}
