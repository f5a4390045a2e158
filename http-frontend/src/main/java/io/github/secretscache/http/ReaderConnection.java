package io.github.secretscache.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * The server's state of one connection: it gets one turn at a time, may not hold much memory, and its reader must make
 * progress. Used on the I/O thread only.
 */
final class ReaderConnection implements HttpHandler, ExchangeCompletionListener {
    /** The connection of an exchange. */
    static final AttachmentKey<ReaderConnection> KEY = AttachmentKey.create(ReaderConnection.class);

    /** How many bytes a connection may hold without being counted: a usual request, or the rest of a small reply. */
    static final int FREE_BYTES = 8 * 1024;

    /** A head is collected in a buffer that doubles when it is full. */
    private static final int MEMORY_OF_A_HEAD = 2;

    private final StreamConnection connection;
    private final OpenConnections all;
    private final HttpHandler root;
    private final TurnSource source;
    private final TurnSink sink;

    /** Whether a part of a head has arrived. */
    private boolean headBegun;

    /** The request whose head is complete, until it is answered. */
    private @Nullable HttpServerExchange answering;

    /** Whether this request takes more than a usual one, which one look-up and one write answer. */
    private boolean more;

    /** Whether the last request did. It is not known of a new connection what it will ask for. */
    private boolean heavy = true;

    /**
     * Whether to close after this request, because Undertow keeps the buffer of the longest head as long as the
     * connection.
     */
    private boolean last;

    /** Whether the last reply said that there is no further one. */
    private boolean answeredLast;

    private int requests;
    private long idleSince;
    private int headBytes;
    private int unsentBytes;
    private int counted;
    private int ticks;

    ReaderConnection(StreamConnection connection, OpenConnections all) {
        this.connection = connection;
        this.all = all;
        this.root = all.root();
        this.idleSince = all.nextMoment();
        this.source = TurnSource.on(connection, all.turns(), this);
        this.sink = TurnSink.on(connection, all.turns(), this);
        connection.setCloseListener(closed -> hasClosed());
    }

    /** {@return how many requests have arrived} */
    int requests() {
        return requests;
    }

    /** {@return a number that is the larger, the later it became idle} */
    long idleSince() {
        return idleSince;
    }

    /** {@return whether its next request is not read before its turn, because the last one was no usual one} */
    boolean isHeavy() {
        return heavy;
    }

    /** {@return whether it is about to be closed, when it is its turn} */
    boolean isEnding() {
        return answeredLast || source.hasEnded();
    }

    /** This request takes more than a usual one. */
    void wantsMore() {
        more = true;
    }

    boolean isIdle() {
        return !headBegun && answering == null;
    }

    /** {@return whether a part of a request has arrived} */
    boolean isReceiving() {
        return answering == null ? headBegun : !answering.isRequestComplete();
    }

    /** {@return how many bytes of a head have come; zero if it is complete} */
    int bytesOfHead() {
        return answering == null ? headBytes : 0;
    }

    /** {@return how many bytes it holds that count} */
    int held() {
        return counted;
    }

    void close() {
        IoUtils.safeClose(connection);
    }

    /** Closes it, unless a request has arrived that was not read yet. */
    void closeIfIdle() {
        if (!answeredLast && source.hasMore()) {
            idleSince = all.nextMoment();
        } else {
            close();
        }
    }

    /**
     * Closes it if its reader has closed it, or will send nothing more, while a request waits for its answer.
     *
     * @return whether it is closed
     */
    boolean closeIfLeft() {
        boolean waits = answering != null && answering.isRequestComplete();
        if (waits && connection.isOpen() && source.isAtEnd()) {
            close();
        }
        return !connection.isOpen();
    }

    /** A request has arrived. A pipelined one waits for its turn, and so does one that more bytes follow. */
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        headBegun = false;
        answering = exchange;
        ticks = 0;
        requests++;
        exchange.addExchangeCompleteListener(this);
        if (!all.arrived()) {
            exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
            return;
        }
        exchange.putAttachment(KEY, this);
        if (headBytes > FREE_BYTES) {
            last = true;
            exchange.setPersistent(false);
        }
        if (source.isBehind() || extraBytes(exchange) > bodyBytes(exchange)) {
            more = true;
            exchange.dispatch(all.turns(), this::answer);
        } else {
            answer(exchange);
        }
    }

    private void answer(HttpServerExchange exchange) throws Exception {
        root.handleRequest(exchange);
        if (answering != null && headBytes > FREE_BYTES) {
            count();
        }
    }

    @Override
    public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
        if (last) {
            close();
        }
        heavy = more || exchange.getStatusCode() >= StatusCodes.BAD_REQUEST;
        more = false;
        finish();
        if (connection.isOpen() && !exchange.isPersistent()) {
            end(exchange);
            return;
        }
        headBegun = extraBytes(exchange) > 0;
        source.newTurn();
        if (!connection.isOpen()) {
            // Otherwise a pipelined request would be read next.
            exchange.setPersistent(false);
        }
        nextListener.proceed();
    }

    /**
     * Waits until the reader has closed it too; closed sooner, it might lose the reply. Undertow would do so with a timer
     * that keeps it in memory for 10 s even if it is closed meanwhile.
     */
    private void end(HttpServerExchange exchange) {
        answeredLast = true;
        HttpServerConnection http = (HttpServerConnection) exchange.getConnection();
        PooledByteBuffer unread = http.getExtraBytes();
        if (unread != null) {
            unread.close();
            http.setExtraBytes(null);
        }
        try {
            sink.end();
            if (connection.isOpen()) {
                source.awaitEnd();
                all.unfinished().progressed(this, 0);
            }
        } catch (IOException e) {
            // The reader is gone.
            close();
        }
    }

    /** Undertow, if it ends the connection by itself, closes it when it reads the end; otherwise it would wait with that timer. */
    void hasEnded() {
        source.stop();
    }

    /** {@return the declared length of the body; zero if there is no body, or its length is unknown} */
    private static long bodyBytes(HttpServerExchange exchange) {
        try {
            return exchange.isRequestComplete() ? 0 : Math.max(0, exchange.getRequestContentLength());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** {@return how many bytes have arrived after the head: of its body, or of pipelined requests} */
    private static int extraBytes(HttpServerExchange exchange) {
        PooledByteBuffer extra = ((HttpServerConnection) exchange.getConnection()).getExtraBytes();
        return extra == null ? 0 : extra.getBuffer().remaining();
    }

    /** @param read bytes of a head or a body; zero if there is no more for now */
    void hasRead(int read) {
        if (answering != null) {
            headBytes += Math.max(0, read);
            if (!answering.isRequestComplete()) {
                count();
                closeIfEndless();
            }
        } else if (read > 0) {
            more |= headBegun;
            headBegun = true;
            headBytes += read;
        } else if (headBegun) {
            count();
        }
    }

    /** For a body that nobody reads; a reader of a body has a lower limit. */
    private void closeIfEndless() {
        if (headBytes > UnfinishedRequests.MAX_BYTES) {
            close();
        }
    }

    /**
     * @param written bytes of a reply
     * @param unsent bytes that are left to write
     */
    void hasWritten(long written, long unsent) {
        // While its head waits, the body is not seen here, but it is held nevertheless.
        unsentBytes = unsent == 0 ? 0 : Math.toIntExact(Math.max(unsent, contentLength()));
        if (written > 0) {
            ticks = 0;
            more |= written > FREE_BYTES;
        }
        if (unsent > 0) {
            count();
        }
    }

    private long contentLength() {
        HttpServerExchange exchange = answering;
        if (exchange == null || exchange.getAttachment(ForwardedStream.KEY) != null) {
            return 0;
        }
        return exchange.getResponseContentLength();
    }

    /** Some running time has passed in which the connection waited for its reader or for a secret. */
    void tick(ConnectionTimeouts timeouts) {
        boolean waitsForReader = answering == null || unsentBytes > 0 || !answering.isRequestComplete();
        if (waitsForReader && ++ticks > (unsentBytes > 0 ? timeouts.forReply() : timeouts.forHead())) {
            // Many may be late at the same tick.
            all.turns().execute(this::closeIfStillLate);
        }
    }

    private void closeIfStillLate() {
        if (ticks > 0) {
            close();
        }
    }

    private void count() {
        int now = MEMORY_OF_A_HEAD * Math.max(0, headBytes - FREE_BYTES) + Math.max(0, unsentBytes - FREE_BYTES);
        int difference = now - counted;
        counted = now;
        all.unfinished().progressed(this, difference);
    }

    private void finish() {
        sink.forget();
        if (answering != null) {
            all.answered(answering.getStatusCode());
            ForwardedStream forwarded = answering.getAttachment(ForwardedStream.KEY);
            if (forwarded != null) {
                forwarded.end();
            }
        }
        all.unfinished().finished(this, counted);
        headBegun = false;
        answering = null;
        headBytes = 0;
        unsentBytes = 0;
        counted = 0;
        ticks = 0;
        idleSince = all.nextMoment();
    }

    private void hasClosed() {
        finish();
        all.closed(this);
    }

    @Override
    public String toString() {
        return "ReaderConnection[" + requests + " requests, " + counted + " bytes]";
    }
}
