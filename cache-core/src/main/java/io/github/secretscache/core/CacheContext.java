package io.github.secretscache.core;

/**
 * What all parts of a cache share.
 *
 * @param limits how long, how many and how much
 * @param listed the secrets the user listed
 * @param rule decides what is fresh, stale and due
 * @param time the cache's time
 * @param counters what is counted
 */
record CacheContext(Limits limits, ListedSecrets listed, FreshnessRule rule, WallTime time, Counters counters) {}
