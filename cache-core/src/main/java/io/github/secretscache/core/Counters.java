package io.github.secretscache.core;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What {@link SecretsCacheStats} counts. Thread-safe. */
final class Counters {
    final LongAdder hits = new LongAdder();
    final LongAdder staleHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadMillis = new LongAdder();
    final LongAdder evictions = new LongAdder();

    SecretsCacheStats snapshot(long entries, long bytes) {
        return new SecretsCacheStats(
                hits.sum(),
                staleHits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                Duration.ofMillis(loadMillis.sum()),
                evictions.sum(),
                entries,
                bytes);
    }
}
