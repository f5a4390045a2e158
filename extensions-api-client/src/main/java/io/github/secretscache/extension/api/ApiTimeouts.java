package io.github.secretscache.extension.api;

/**
 * The time limits. There is none for {@code next}, which waits as long as the sandbox is idle or frozen.
 *
 * @param connectMillis until the connection is open; the API is on this machine and listens before any extension starts
 * @param registerMillis until {@code register} is answered; Lambda's own limit for the whole init is the same
 * @param reportMillis until an error report is answered; the process is about to exit and must not be delayed
 * @param maxIdleMillis how long a connection may be idle and still be used again; the other end may have closed it
 *     unnoticed
 */
record ApiTimeouts(int connectMillis, int registerMillis, int reportMillis, int maxIdleMillis) {
    static final ApiTimeouts DEFAULT = new ApiTimeouts(1_000, 10_000, 1_000, 1_000);
}
