package io.github.secretscache.http;

/**
 * What all requests to one frontend share.
 *
 * @param failures where failures are logged
 * @param refusals where refused requests are counted and logged
 * @param arrived the values that wait to be written
 * @param many bounds the requests that read several secrets each
 * @param threads where the work is done
 */
record RequestContext(
        FailureLog failures, Refusals refusals, ArrivedValues arrived, ManyReads many, LoopbackServer threads) {}
