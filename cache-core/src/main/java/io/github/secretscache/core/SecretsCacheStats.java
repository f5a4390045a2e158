package io.github.secretscache.core;

import java.time.Duration;

/**
 * Counters of one {@link SecretsCache} since it was built. Each read counts in exactly one of hits, stale hits and
 * misses.
 *
 * @param hits reads answered from memory with a fresh value
 * @param staleHits reads answered from memory with a value older than its ttl
 * @param misses reads that waited for a fetch, or got its error
 * @param loads fetches that returned a value
 * @param loadFailures fetches that failed
 * @param totalLoadTime time spent in fetches, failed ones included
 * @param evictions entries dropped to stay within {@code maxBytes}
 * @param entries entries now held, remembered errors not counted
 * @param bytes bytes now held
 */
public record SecretsCacheStats(
        long hits,
        long staleHits,
        long misses,
        long loads,
        long loadFailures,
        Duration totalLoadTime,
        long evictions,
        long entries,
        long bytes) {}
