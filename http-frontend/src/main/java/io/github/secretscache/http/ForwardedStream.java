package io.github.secretscache.http;

import io.github.secretscache.core.ForwardedReply;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Passes a reply of the service on, byte for byte, as it arrives: only one piece is held at a time, and the next one is
 * read when the reader has taken the last. If it breaks off, the connection is closed. Used on the I/O thread, except for
 * reading.
 */
final class ForwardedStream implements IoCallback {
    /** Marks an exchange whose reply is forwarded. */
    static final AttachmentKey<ForwardedStream> KEY = AttachmentKey.create(ForwardedStream.class);

    private static final int PIECE_BYTES = 16 * 1024;

    /** Without the date: if it is wrong, some SDKs shift the time of their next signature. */
    private static final Map<String, HttpString> PASSED_ON = Map.of(
            "content-type",
            Headers.CONTENT_TYPE,
            "content-length",
            Headers.CONTENT_LENGTH,
            "x-amzn-requestid",
            new HttpString("x-amzn-RequestId"),
            "x-amzn-errortype",
            new HttpString("x-amzn-ErrorType"),
            "x-amz-retry-after",
            new HttpString("x-amz-retry-after"),
            "retry-after",
            Headers.RETRY_AFTER);

    private final HttpServerExchange exchange;
    private final Executor threads;
    private final Runnable atTheEnd;
    private final byte[] piece = new byte[PIECE_BYTES];
    private @Nullable ForwardedReply reply;
    private boolean over;

    /**
     * @param threads where replies are read
     * @param atTheEnd run once, when the request is answered or its connection is closed
     */
    ForwardedStream(HttpServerExchange exchange, Executor threads, Runnable atTheEnd) {
        this.exchange = exchange;
        this.threads = threads;
        this.atTheEnd = atTheEnd;
        exchange.putAttachment(KEY, this);
    }

    /** Sets the reply, before any of it is forwarded. */
    void take(ForwardedReply received) {
        reply = received;
        if (over) {
            close(received);
        }
    }

    /** Begins to forward it. */
    void start() {
        ForwardedReply received = reply;
        if (received == null || over) {
            return;
        }
        exchange.setStatusCode(received.status());
        passOn(received.headers(), exchange.getResponseHeaders());
        readNext(received);
    }

    /** Copies those headers of a service's reply that a client needs. */
    static void passOn(Map<String, String> headers, HeaderMap to) {
        headers.forEach((name, value) -> {
            HttpString known = PASSED_ON.get(name);
            if (known != null) {
                to.put(known, value);
            }
        });
    }

    private void readNext(ForwardedReply received) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> threads.execute(() -> read(received)));
    }

    private void read(ForwardedReply received) {
        try {
            int bytes = received.body().read(piece);
            resume(() -> write(bytes));
        } catch (IOException | RuntimeException e) {
            resume(this::cut);
        }
    }

    private void resume(Runnable step) {
        try {
            exchange.dispatch(exchange.getIoThread(), resumed -> step.run());
        } catch (RejectedExecutionException e) {
            // The server has stopped, and its I/O thread with it.
            end();
        }
    }

    private void write(int bytes) {
        if (bytes < 0) {
            // If the body is shorter than its head says, this closes the connection.
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(piece, 0, bytes), this);
        }
    }

    @Override
    public void onComplete(HttpServerExchange written, Sender sender) {
        ForwardedReply received = reply;
        if (received != null && !over) {
            readNext(received);
        }
    }

    @Override
    public void onException(HttpServerExchange failed, Sender sender, IOException e) {
        cut();
    }

    private void cut() {
        end();
        IoUtils.safeClose(exchange.getConnection());
    }

    /** The request is answered, or its connection is closed. */
    void end() {
        if (!over) {
            over = true;
            if (reply != null) {
                close(reply);
            }
            atTheEnd.run();
        }
    }

    /** On a thread that may block. */
    private void close(ForwardedReply received) {
        threads.execute(() -> {
            try {
                received.close();
            } catch (IOException e) {
                // It is ended nevertheless.
                return;
            }
        });
    }
}
