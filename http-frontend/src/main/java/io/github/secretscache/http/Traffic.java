package io.github.secretscache.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts requests and connections. Undertow's own statistics put two more layers around each connection. Counted on the I/O
 * thread, read by any.
 */
final class Traffic {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    void arrived() {
        requests.incrementAndGet();
    }

    void answered(int status) {
        if (status >= 500) {
            errors.incrementAndGet();
        }
    }

    /** {@return how many requests have arrived} */
    long requests() {
        return requests.get();
    }

    /** {@return how many were answered with a status of 500 or more} */
    long errors() {
        return errors.get();
    }

    /** {@return how many connections are open} */
    long connections() {
        return connections.get();
    }
}
