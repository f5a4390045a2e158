package io.github.secretscache.core;

import java.time.Duration;
import java.util.List;

/**
 * A histogram of the durations of all calls that a {@link SecretsCache} has made of its source, including failed and
 * abandoned ones. A batch is one call. The time in the queue does not count.
 *
 * @param buckets from the shortest to the longest; unmodifiable
 * @param calls how many calls there were, including those longer than the longest bucket
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

    /** Copies the buckets. */
    public FetchTimes {
        buckets = List.copyOf(buckets);
    }
}
