package io.github.secretscache.http;

import io.github.secretscache.core.SecretsCache;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The HTTP server of the cache, on 127.0.0.1 and, if the machine has it, ::1. {@code docs/protocol.md} describes its
 * answers. Thread-safe.
 *
 * <p>It listens from {@link Builder#start()} on, before there is a cache; a request that comes before {@link
 * #serve(SecretsCache)} waits for that. Its threads are daemons.
 */
public final class HttpFrontend implements AutoCloseable {
    private final CacheGate gate = new CacheGate();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Router router;
    private final LoopbackServer server;
    private final LogThread log = new LogThread();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> busyPorts = new ArrayList<>();

    private HttpFrontend(Builder builder) {
        server = new LoopbackServer(builder.timeouts);
        router = new Router(gate, builder.clock, server, log);
        server.handle(router::handle, router::refuse);
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens the cache to readers with {@link ServeOptions#defaults()}: listed secrets can be read, and nothing else. A
     * request that came before waits for this.
     *
     * @param cache the cache; not closed by this frontend
     * @throws IllegalStateException if a cache is already served, or this is closed
     */
    public void serve(SecretsCache cache) {
        serve(cache, ServeOptions.defaults());
    }

    /**
     * Opens the cache to readers with options. A request that came before waits for this.
     *
     * @param cache the cache; not closed by this frontend
     * @param options who may read
     * @throws IllegalStateException if a cache is already served, or this is closed
     */
    public void serve(SecretsCache cache, ServeOptions options) {
        Served served = Served.of(cache, options);
        gate.open(served);
        server.maxConnections(options.maxConnections());
    }

    /** {@return the ports bound, in the order asked for} */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** {@return the optional ports that were busy} */
    public List<Integer> busyPorts() {
        return List.copyOf(busyPorts);
    }

    /**
     * How many requests were refused so far because of who sent them: forwarded, from a web page, without the token, for a
     * name that is not allowed, or over the limit of connections.
     *
     * @return zero or more; the sum over all codes in {@code /metrics}, see {@code docs/protocol.md}
     */
    public long refusedRequests() {
        return router.refusedRequests();
    }

    /**
     * Stops accepting, lets requests in flight finish, then closes the connections and ends the threads. A request that
     * still waits for a cache, or arrives on an open connection, is answered with 503. Idempotent. Blocks; must not be
     * called on a thread of this frontend.
     *
     * @param drain how long to wait for requests in flight; zero or more
     * @throws IllegalArgumentException if the duration is negative
     */
    public void close(Duration drain) {
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain must be zero or more, but is " + drain);
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CountDownLatch answered = server.answerNoMore();
        server.stopAccepting();
        gate.close();
        try {
            var unused = answered.await(drain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        log.close();
    }

    /** Closes at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private void bind(Map<Integer, Boolean> required) {
        PortBinder binder = new PortBinder(server);
        required.forEach((port, mustBeHad) -> {
            try {
                ports.add(mustBeHad ? binder.bindPatiently(port) : binder.bind(port));
            } catch (IOException e) {
                if (mustBeHad) {
                    throw new PortUnavailableException(port, e);
                }
                busyPorts.add(port);
            }
        });
    }

    /** Options of an {@link HttpFrontend}. Not thread-safe. */
    public static final class Builder {
        /** Whether each port is required, in the order asked for. */
        private final Map<Integer, Boolean> ports = new LinkedHashMap<>();

        private InstantSource clock = InstantSource.system();
        private ConnectionTimeouts timeouts = ConnectionTimeouts.DEFAULT;

        private Builder() {}

        /**
         * Adds a required port.
         *
         * @param port 1 to 65535, or 0 for any free one
         * @return this
         * @throws IllegalArgumentException if the port is out of range
         * @throws IllegalStateException if the port was added before
         */
        public Builder port(int port) {
            add(port, 0, true);
            return this;
        }

        /**
         * Adds a port that is skipped if it is busy.
         *
         * @param port 1 to 65535
         * @return this
         * @throws IllegalArgumentException if the port is out of range
         * @throws IllegalStateException if the port was added before
         */
        public Builder optionalPort(int port) {
            add(port, 1, false);
            return this;
        }

        /**
         * The wall clock for {@code Age}, the system's by default; the same as the cache's.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** For tests, which cannot wait for a minute. */
        Builder timeouts(ConnectionTimeouts timeouts) {
            this.timeouts = timeouts;
            return this;
        }

        /**
         * Binds the ports.
         *
         * @return the frontend, listening
         * @throws PortUnavailableException if a required port is busy; nothing is bound then
         * @throws IllegalStateException if no port was added
         */
        public HttpFrontend start() {
            if (ports.isEmpty()) {
                throw new IllegalStateException("no port to listen on: add one with port(int) or optionalPort(int)");
            }
            HttpFrontend frontend = new HttpFrontend(this);
            try {
                frontend.bind(ports);
            } catch (RuntimeException e) {
                frontend.close();
                throw e;
            }
            return frontend;
        }

        private void add(int port, int min, boolean mustBeHad) {
            if (port < min || port > 65_535) {
                throw new IllegalArgumentException("port must be " + min + " to 65535, but is " + port);
            }
            if (ports.putIfAbsent(port, mustBeHad) != null) {
                throw new IllegalStateException("port " + port + " was already added");
            }
        }
    }
}
