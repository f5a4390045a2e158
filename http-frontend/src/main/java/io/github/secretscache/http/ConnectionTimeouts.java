package io.github.secretscache.http;

import java.time.Duration;

/**
 * How long a connection may keep the server waiting.
 *
 * @param request from the first byte of a request's head to the last
 * @param idle between requests, and without progress in between
 */
record ConnectionTimeouts(Duration request, Duration idle) {
    /** Idle as long as AWS's agent keeps a connection, which clients of this protocol must be ready for. */
    static final ConnectionTimeouts DEFAULT = new ConnectionTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(60));
}
