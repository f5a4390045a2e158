package io.github.secretscache.core;

import java.time.Duration;
import java.util.List;

/**
 * How long the calls took that a {@link SecretsCache} made of its source since it was built, failed and abandoned ones
 * included: a histogram. A batch is one call. The time in which a call waited for its turn does not count.
 *
 * @param buckets from the shortest to the longest; unmodifiable
 * @param calls how many calls there were, those over the longest bucket included
 * @param total the time of all of them
 */
public record FetchTimes(List<Bucket> buckets, long calls, Duration total) {
    /**
     * One step of the histogram.
     *
     * @param atMost the longest time that counts here
     * @param calls how many calls took that or less: buckets are cumulative, as in Prometheus
     */
    public record Bucket(Duration atMost, long calls) {}

    /** Keeps the buckets as they are. */
    public FetchTimes {
        buckets = List.copyOf(buckets);
    }
}
