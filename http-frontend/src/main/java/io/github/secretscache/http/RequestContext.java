package io.github.secretscache.http;

/**
 * What all requests to one frontend share.
 *
 * @param failures where what goes wrong is logged
 * @param refusals where refused requests are counted and logged
 * @param threads where the work is done
 */
record RequestContext(FailureLog failures, Refusals refusals, LoopbackServer threads) {}
