package io.github.secretscache.layer;

import io.github.secretscache.core.FetchTimes;
import io.github.secretscache.core.GroupStatus;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.SecretsCacheStats;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.layer.MetricsLine.Metric;
import io.github.secretscache.layer.log.LogSink;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Logs metrics while the process lives, at most once in an interval, and at its end. Thread-safe. */
final class MetricsLog {
    private final SecretsCache cache;
    private final HttpFrontend frontend;
    private final @Nullable String functionName;
    private final Duration interval;
    private final InstantSource clock;
    private Instant last;
    private SecretsCacheStats counted;
    private FetchTimes timed;
    private long refused;

    /**
     * Begins the first interval.
     *
     * @param functionName {@code null} outside Lambda
     * @param interval zero for a line only at the end
     */
    MetricsLog(RunningServer server, @Nullable String functionName, Duration interval, InstantSource clock) {
        this.cache = server.cache();
        this.frontend = server.frontend();
        this.functionName = functionName;
        this.interval = interval;
        this.clock = clock;
        this.last = clock.instant();
        this.counted = cache.stats();
        this.timed = cache.fetchTimes();
        this.refused = frontend.refusedRequests();
    }

    /** Logs a line if the interval is over. */
    synchronized void ifDue() {
        Instant now = clock.instant();
        if (now.isBefore(last)) {
            last = now; // The clock was set back.
        }
        if (!interval.isZero() && !now.isBefore(last.plus(interval))) {
            log(null);
        }
    }

    synchronized void atTheEnd(String reason) {
        log(reason);
    }

    private void log(@Nullable String reason) {
        last = clock.instant();
        SecretsCacheStats now = cache.stats();
        FetchTimes times = cache.fetchTimes();
        long refusals = frontend.refusedRequests();
        List<GroupStatus> groups = cache.groups();
        List<Metric> metrics = new ArrayList<>();
        addCounters(metrics, now);
        addFetchTimes(metrics, times);
        metrics.add(Metric.count("RefusedRequests", refusals - refused));
        Duration oldest = cache.oldestListed();
        if (oldest != null) {
            metrics.add(new Metric("OldestListedAge", "Seconds", oldest.toSeconds()));
        }
        metrics.add(Metric.count(
                "ProbedGroups", groups.stream().filter(GroupStatus::probed).count()));
        metrics.add(Metric.count(
                "WaitingCalls", groups.stream().mapToLong(GroupStatus::waiting).sum()));
        counted = now;
        timed = times;
        refused = refusals;
        MetricsLine.Head head = new MetricsLine.Head(functionName, reason, last.toEpochMilli());
        LogSink.logRaw(Level.INFO, MetricsLine.of(head, metrics, groups));
    }

    /** CloudWatch adds the lines up, so each line has the counts since the previous one. */
    private void addCounters(List<Metric> metrics, SecretsCacheStats now) {
        metrics.add(Metric.count("Hits", now.hits() - counted.hits()));
        metrics.add(Metric.count("StaleHits", now.staleHits() - counted.staleHits()));
        metrics.add(Metric.count("Misses", now.misses() - counted.misses()));
        metrics.add(Metric.count("Loads", now.loads() - counted.loads()));
        metrics.add(Metric.count("LoadFailures", now.loadFailures() - counted.loadFailures()));
        metrics.add(Metric.millis(
                "LoadTime", now.totalLoadTime().minus(counted.totalLoadTime()).toMillis()));
        metrics.add(Metric.count("Evictions", now.evictions() - counted.evictions()));
        metrics.add(Metric.count("Entries", now.entries()));
        metrics.add(new Metric("Bytes", "Bytes", now.bytes()));
    }

    private void addFetchTimes(List<Metric> metrics, FetchTimes now) {
        long calls = now.calls() - timed.calls();
        if (calls > 0) {
            metrics.add(Metric.millis("FetchTimeMedian", bound(now, (calls + 1) / 2)));
            metrics.add(Metric.millis("FetchTimeP99", bound(now, calls - calls / 100)));
        }
    }

    /** {@return the longest time of the bucket that holds the call of this rank; of the longest bucket at most} */
    private long bound(FetchTimes now, long rank) {
        long longest = 0;
        for (int i = 0; i < now.buckets().size(); i++) {
            FetchTimes.Bucket bucket = now.buckets().get(i);
            longest = bucket.atMost().toMillis();
            long before = i < timed.buckets().size() ? timed.buckets().get(i).calls() : 0;
            if (bucket.calls() - before >= rank) {
                return longest;
            }
        }
        return longest;
    }
}
