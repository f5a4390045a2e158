package io.github.secretscache.crt;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;

/**
 * The native TLS of a process: whom it trusts, and the one thread that its connections share. Thread-safe; create only
 * one, because it takes a few milliseconds.
 */
public final class CrtTls implements AutoCloseable {
    private static final int MOST_MILLIS_TO_END = 100;

    private final EventLoopGroup thread;
    private final TlsContext context;

    private CrtTls(EventLoopGroup thread, TlsContext context) {
        this.thread = thread;
        this.context = context;
    }

    /**
     * Loads the native code, and the authorities.
     *
     * @param authorities a PEM file with the only trusted certificates
     * @return TLS that trusts them
     * @throws RuntimeException if the file holds no certificate that can be read
     */
    public static CrtTls trusting(Path authorities) {
        // Otherwise the JVM's exit would wait a second for native threads. None of their resources outlives the
        // process.
        CRT.acquireShutdownRef();
        try (TlsContextOptions options = TlsContextOptions.createDefaultClient()) {
            options.withMinimumTlsVersion(TlsContextOptions.TlsVersions.TLSv1_2);
            options.overrideDefaultTrustStoreFromPath(null, authorities.toString());
            // The thread last: if the authorities cannot be read, one that nobody ends would hold up the exit.
            TlsContext context = new TlsContext(options);
            return new CrtTls(new EventLoopGroup(1), context);
        }
    }

    EventLoopGroup thread() {
        return thread;
    }

    TlsContext context() {
        return context;
    }

    /** Ends the thread, waiting at most 100 ms. Otherwise it would delay the end of the JVM by a second. Idempotent. */
    @Override
    public void close() {
        if (thread.isNull()) {
            return;
        }
        context.close();
        thread.close();
        try {
            thread.getShutdownCompleteFuture().get(MOST_MILLIS_TO_END, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // A handshake has failed recently: aws-crt keeps its connection open for half a minute.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
