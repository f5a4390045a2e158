package io.github.secretscache.extension.api;

import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connection a request travels on.
 *
 * <p>{@code register} and every {@code next} share one: a new connection would cost each invocation more than
 * everything else that this client does. But an idle connection may have been closed unnoticed, and a {@code next} that
 * is lost on it cannot be sent again. So a connection that was idle for more than a moment, as after a long warm-up, is
 * replaced.
 *
 * <p>An error report has its own connection, because another thread's {@code next} may be waiting on the shared one.
 */
final class ApiTransport {
    private final RuntimeApiAddress address;
    private final ApiTimeouts timeouts;
    private final InstantSource clock;

    private @Nullable HttpConnection idle;
    private long idleSinceMillis;

    ApiTransport(RuntimeApiAddress address, ApiTimeouts timeouts, InstantSource clock) {
        this.address = address;
        this.timeouts = timeouts;
        this.clock = clock;
    }

    /** For {@code register} and {@code next}; one thread at a time. */
    HttpReply exchangeOnShared(byte[] request, int limitMillis) throws IOException {
        HttpConnection connection = takeIdle();
        if (connection == null) {
            connection = open();
        }
        HttpReply reply;
        try {
            reply = connection.exchange(request, limitMillis);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
        if (reply.isConnectionReusable()) {
            idle = connection;
            idleSinceMillis = clock.millis();
        } else {
            connection.close();
        }
        return reply;
    }

    /** For error reports; any thread. */
    HttpReply exchangeOnOwn(byte[] request, int limitMillis) throws IOException {
        try (HttpConnection connection = open()) {
            return connection.exchange(request, limitMillis);
        }
    }

    /** Closes the shared connection, if it is idle. */
    void close() {
        if (idle != null) {
            idle.close();
            idle = null;
        }
    }

    private @Nullable HttpConnection takeIdle() {
        long idleMillis = clock.millis() - idleSinceMillis;
        if (idleMillis < 0 || idleMillis > timeouts.maxIdleMillis()) {
            close();
        }
        HttpConnection connection = idle;
        idle = null;
        return connection;
    }

    private HttpConnection open() throws IOException {
        return HttpConnection.open(address, timeouts.connectMillis(), clock);
    }
}
