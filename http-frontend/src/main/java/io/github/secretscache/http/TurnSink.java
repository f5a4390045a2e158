package io.github.secretscache.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xnio.Buffers;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * The output of a connection. A reply that the socket does not take at once continues when it is its turn. Used on the
 * I/O thread only.
 */
final class TurnSink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final StreamConnection connection;
    private final TurnQueue turns;
    private final ReaderConnection reader;
    private ByteBuffer @Nullable [] gathered;

    private TurnSink(StreamConnection connection, TurnQueue turns, ReaderConnection reader) {
        super(connection.getSinkChannel().getConduit());
        this.connection = connection;
        this.turns = turns;
        this.reader = reader;
    }

    /** Puts itself between a connection and its socket. */
    static TurnSink on(StreamConnection connection, TurnQueue turns, ReaderConnection reader) {
        TurnSink sink = new TurnSink(connection, turns, reader);
        connection.getSinkChannel().setConduit(sink);
        sink.setWriteReadyHandler(new WriteReadyHandler.ChannelListenerHandler<>(connection.getSinkChannel()));
        return sink;
    }

    /**
     * Drops the last reply. Undertow writes head and body from one array, which it keeps as long as the connection, and
     * with it a body that may be as large as a secret.
     */
    void forget() {
        if (gathered != null) {
            Arrays.fill(gathered, null);
            gathered = null;
        }
    }

    /** The last reply has been written. */
    void end() throws IOException {
        super.terminateWrites();
        flush();
    }

    /** Undertow has written a last reply; one of its own, because of the request's {@code Host}, is not seen elsewhere. */
    @Override
    public void terminateWrites() throws IOException {
        super.terminateWrites();
        reader.hasEnded();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = super.write(source);
        reader.hasWritten(written, source.remaining());
        return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        gathered = sources;
        long written = super.write(sources, offset, length);
        reader.hasWritten(written, Buffers.remaining(sources, offset, length));
        return written;
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        int written = super.writeFinal(source);
        reader.hasWritten(written, source.remaining());
        return written;
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        gathered = sources;
        long written = super.writeFinal(sources, offset, length);
        reader.hasWritten(written, Buffers.remaining(sources, offset, length));
        return written;
    }

    @Override
    public void setWriteReadyHandler(WriteReadyHandler handler) {
        super.setWriteReadyHandler(new WriteReadyHandler() {
            @Override
            public void writeReady() {
                suspendWrites();
                turns.execute(this::turn);
            }

            private void turn() {
                if (connection.isOpen()) {
                    resumeWrites();
                    handler.writeReady();
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
        });
    }
}
