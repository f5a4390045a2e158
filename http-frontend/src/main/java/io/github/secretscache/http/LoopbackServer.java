package io.github.secretscache.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * A minimal Undertow: one worker, and sockets added one by one. Undertow's own builder binds all ports or none, and its
 * error does not name the port.
 */
final class LoopbackServer implements Closeable {
    /** In the names of the threads. */
    static final String NAME = "secrets-cache-http";

    /**
     * One I/O thread: a hit is a look-up and one write, which a single thread does faster than the readers of one
     * function can ask. The task thread is for work that Undertow itself hands over; it is started only when needed.
     */
    private static final OptionMap WORKER = OptionMap.builder()
            .set(Options.WORKER_NAME, NAME)
            .set(Options.WORKER_IO_THREADS, 1)
            .set(Options.WORKER_TASK_CORE_THREADS, 1)
            .set(Options.WORKER_TASK_MAX_THREADS, 1)
            .set(Options.THREAD_DAEMON, true)
            .getMap();

    private static final OptionMap SOCKET = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BACKLOG, 511)
            .getMap();

    /** Holds the head of a usual request, of which a session token alone takes up to 2 KiB, and of any reply. */
    private static final int BUFFER_BYTES = 8 * 1024;

    static final int MAX_HEAD_BYTES = 64 * 1024;
    static final int MAX_HEADERS = 100;

    /** Without Undertow's timers, because they count the time of a freeze. See {@link UnfinishedRequests}. */
    private static final OptionMap HTTP = OptionMap.builder()
            // Our code decodes names, once and strictly; Undertow leaves %2F alone and decodes the rest leniently.
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
            .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .set(UndertowOptions.MAX_PARAMETERS, 100)
            // HTTP/1.1 implies it, and AWS's agent does not send it.
            .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .getMap();

    /** How many forwarded calls run at a time; each may take long, and none waits for another. */
    static final int MAX_FORWARDED = 32;

    private static final int VERIFIERS = 2;

    private final XnioWorker worker;
    private final IoThread thread;
    private final CallThreads forwarding = new CallThreads(NAME + "-forward", MAX_FORWARDED);
    private final CallThreads verifying = new CallThreads(NAME + "-verify", VERIFIERS);
    private final WholeReply wholeReply = new WholeReply();
    private final TurnQueue turns;
    private final OpenConnections served;
    private final OpenConnections refused;
    private final ConnectionLimit limit;
    private final ManyReads manyReads;
    private final List<AcceptingChannel<StreamConnection>> sockets = new ArrayList<>();

    LoopbackServer(ConnectionTimeouts timeouts) {
        try {
            worker = Xnio.getInstance(LoopbackServer.class.getClassLoader()).createWorker(WORKER);
        } catch (IOException e) {
            throw new UncheckedIOException("the threads of the HTTP server could not be started", e);
        }
        // On the heap, to keep resident memory small: the JDK copies through one direct
        // buffer.
        ByteBufferPool buffers = new DefaultByteBufferPool(false, BUFFER_BYTES, 64, 4);
        thread = new IoThread(worker.getIoThread());
        turns = new TurnQueue(thread);
        manyReads = new ManyReads(thread, timeouts.tick());
        UnfinishedRequests unfinished = new UnfinishedRequests(thread, timeouts);
        served = new OpenConnections(new HttpOpenListener(buffers, HTTP), turns, unfinished);
        refused = new OpenConnections(new HttpOpenListener(buffers, HTTP), turns, unfinished);
        limit = new ConnectionLimit(thread, new NextLook(worker.getIoThread(), thread), served, refused);
    }

    /** Sets the handler of requests; must be called before the first {@link #listen}. */
    void handle(HttpHandler root, HttpHandler overload) {
        served.handle(root);
        refused.handle(overload);
    }

    IoThread ioThread() {
        return thread;
    }

    WholeReply wholeReply() {
        return wholeReply;
    }

    /** {@return the executor for work that takes longer than a usual answer: on the I/O thread, when it is its turn} */
    Executor turns() {
        return turns;
    }

    /** {@return what bounds the requests that read several secrets each} */
    ManyReads manyReads() {
        return manyReads;
    }

    /** {@return the executor for work that must not run on the I/O thread} */
    Executor tasks() {
        return worker;
    }

    /** {@return the executor for calls of a service, which block} */
    Executor forwarding() {
        return forwarding;
    }

    /** {@return the executor for verifying signatures, which may block} */
    Executor verifying() {
        return verifying;
    }

    void maxConnections(int max) {
        try {
            limit.max(max, sockets);
        } catch (IOException e) {
            throw new UncheckedIOException("the limit of connections could not be set", e);
        }
    }

    Traffic traffic() {
        return served.traffic();
    }

    /**
     * Listens on one more address.
     *
     * @return the port; a free one if that of the address was 0
     */
    int listen(InetSocketAddress address) throws IOException {
        AcceptingChannel<StreamConnection> socket = worker.createStreamConnectionServer(address, limit, SOCKET);
        sockets.add(socket);
        socket.resumeAccepts();
        return socket.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /** Stops listening on the address that was added last. */
    void unlisten() {
        IoUtils.safeClose(sockets.remove(sockets.size() - 1));
    }

    /** Accepts no more connections; open ones stay. */
    void stopAccepting() {
        sockets.forEach(IoUtils::safeClose);
    }

    /**
     * Answers new requests with 503.
     *
     * @return at zero when those that came before have been answered
     */
    CountDownLatch answerNoMore() {
        CountDownLatch answered = new CountDownLatch(1);
        thread.execute(() -> served.answerNoMore(answered::countDown));
        return answered;
    }

    /** Closes open connections and ends the threads. */
    @Override
    public void close() {
        stopAccepting();
        forwarding.close();
        verifying.close();
        worker.shutdownNow();
        try {
            worker.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
