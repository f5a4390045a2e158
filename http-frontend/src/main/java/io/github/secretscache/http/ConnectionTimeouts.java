package io.github.secretscache.http;

import java.time.Duration;

/**
 * How long a connection may keep the server waiting, in ticks that are counted while the process runs: after a freeze
 * ordinary timers would fire at once, at the readers' expense. An idle connection may stay idle.
 *
 * @param tick the time from one count to the next
 * @param forHead ticks from the first byte of a request's head to its last
 * @param forReply ticks without progress of a reply
 */
record ConnectionTimeouts(Duration tick, int forHead, int forReply) {
    static final ConnectionTimeouts DEFAULT = new ConnectionTimeouts(Duration.ofSeconds(1), 10, 60);
}
