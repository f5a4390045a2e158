package io.github.secretscache.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What {@link SecretsCacheStats} and {@link FetchTimes} count. Thread-safe. */
final class Counters {
    final LongAdder hits = new LongAdder();
    final LongAdder staleHits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder evictions = new LongAdder();
    private static final long[] BUCKET_MILLIS = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000};
    private final LongAdder loadMillis = new LongAdder();
    private final AtomicLongArray calls = new AtomicLongArray(BUCKET_MILLIS.length + 1);

    /** Counts a call of the source, successful or not. */
    void called(long millis) {
        int bucket = 0;
        while (bucket < BUCKET_MILLIS.length && millis > BUCKET_MILLIS[bucket]) {
            bucket++;
        }
        calls.incrementAndGet(bucket);
        loadMillis.add(millis);
    }

    FetchTimes fetchTimes() {
        List<FetchTimes.Bucket> buckets = new ArrayList<>();
        long sum = 0;
        for (int bucket = 0; bucket < BUCKET_MILLIS.length; bucket++) {
            sum += calls.get(bucket);
            buckets.add(new FetchTimes.Bucket(Duration.ofMillis(BUCKET_MILLIS[bucket]), sum));
        }
        return new FetchTimes(buckets, sum + calls.get(BUCKET_MILLIS.length), Duration.ofMillis(loadMillis.sum()));
    }

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
