package io.github.secretscache.core;

/**
 * The state of one group's fetches at one moment. A group appears here with its first fetch; each replica region that
 * was asked appears on its own, as {@code group@region}.
 *
 * @param group the group's name, or a replica region of it
 * @param calls calls in flight, at most {@code maxConcurrentFetches}
 * @param waiting calls that wait for their turn
 * @param probed whether the group did not answer three times in a row, so that only one call at a time is let through
 *     until one is answered
 */
public record GroupStatus(String group, int calls, int waiting, boolean probed) {}
