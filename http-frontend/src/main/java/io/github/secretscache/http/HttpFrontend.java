package io.github.secretscache.http;

import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.util.List;

/** The HTTP server of the cache, on 127.0.0.1 and ::1. Thread-safe. */
public final class HttpFrontend implements AutoCloseable {
    private HttpFrontend() {}

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens the cache to readers. A request that came before waits for this.
     *
     * @param cache the cache; not closed by this frontend
     */
    public void serve(SecretsCache cache) {
        throw new UnsupportedOperationException();
    }

    /** {@return the ports bound, in the order asked for} */
    public List<Integer> ports() {
        throw new UnsupportedOperationException();
    }

    /** {@return the optional ports that were busy} */
    public List<Integer> busyPorts() {
        throw new UnsupportedOperationException();
    }

    /**
     * Stops accepting, lets requests in flight finish, then ends the threads.
     *
     * @param drain how long to wait for requests in flight
     */
    public void close(Duration drain) {
        throw new UnsupportedOperationException();
    }

    /** Closes at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** Options of an {@link HttpFrontend}. Not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /**
         * Adds a port that must be had.
         *
         * @param port 1 to 65535, or 0 for any free one
         * @return this
         */
        public Builder port(int port) {
            return this;
        }

        /**
         * Adds a port that is done without when it is busy.
         *
         * @param port 1 to 65535
         * @return this
         */
        public Builder optionalPort(int port) {
            return this;
        }

        /**
         * Binds the ports.
         *
         * @return the frontend, listening
         * @throws PortUnavailableException if a port that must be had is busy
         */
        public HttpFrontend start() {
            return new HttpFrontend();
        }
    }
}
