package io.github.secretscache.http;

import java.util.concurrent.Executor;

/**
 * What all requests to one frontend share.
 *
 * @param failures where what goes wrong is logged
 * @param refusals where refused requests are counted and logged
 * @param arrived the values that wait to be written
 * @param turns for what takes longer than a usual answer: on the I/O thread, when it is its turn
 * @param tasks for what must not run on the I/O thread at all
 */
record RequestContext(FailureLog failures, Refusals refusals, ArrivedValues arrived, Executor turns, Executor tasks) {}
