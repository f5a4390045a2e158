package io.github.secretscache.http;

import io.github.secretscache.core.FetchTimes;
import io.github.secretscache.core.GroupStatus;
import io.github.secretscache.core.SecretsCacheStats;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Writes the counters in the text format of Prometheus, 0.0.4. ADR 10 says why this is not done by a client library.
 */
final class MetricsPage {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Traffic http;
    private final Refusals refusals;

    MetricsPage(Traffic http, Refusals refusals) {
        this.http = http;
        this.refusals = refusals;
    }

    ByteBuffer of(Served served) {
        StringBuilder out = new StringBuilder(4096);
        writeCache(out, served.cache().stats());
        writeFetchTimes(out, served.cache().fetchTimes());
        writeGroups(out, served.cache().groups());
        Duration oldest = served.cache().oldestListed();
        if (oldest != null) {
            gauge(out, "secretscache_oldest_listed_seconds", "Age of the oldest listed secret.", oldest.toSeconds());
        }
        writeHttp(out);
        return ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void writeCache(StringBuilder out, SecretsCacheStats stats) {
        family(out, "secretscache_reads_total", "counter", "Reads of the cache, by how they were answered.");
        sample(out, "secretscache_reads_total{result=\"hit\"}", stats.hits());
        sample(out, "secretscache_reads_total{result=\"stale_hit\"}", stats.staleHits());
        sample(out, "secretscache_reads_total{result=\"miss\"}", stats.misses());
        family(out, "secretscache_loads_total", "counter", "Fetches, by whether they brought a value.");
        sample(out, "secretscache_loads_total{result=\"success\"}", stats.loads());
        sample(out, "secretscache_loads_total{result=\"failure\"}", stats.loadFailures());
        family(out, "secretscache_load_seconds_total", "counter", "Time spent in fetches.");
        out.append("secretscache_load_seconds_total ")
                .append(stats.totalLoadTime().toNanos() / 1e9)
                .append('\n');
        counter(out, "secretscache_evictions_total", "Entries dropped for want of room.", stats.evictions());
        gauge(out, "secretscache_entries", "Entries held.", stats.entries());
        gauge(out, "secretscache_bytes", "Bytes held.", stats.bytes());
    }

    /** The time of a call, without its time in the queue. */
    private static void writeFetchTimes(StringBuilder out, FetchTimes times) {
        String name = "secretscache_fetch_seconds";
        family(out, name, "histogram", "Time of the calls to Secrets Manager.");
        for (FetchTimes.Bucket bucket : times.buckets()) {
            sample(out, name + "_bucket{le=\"" + seconds(bucket.atMost()) + "\"}", bucket.calls());
        }
        sample(out, name + "_bucket{le=\"+Inf\"}", times.calls());
        out.append(name).append("_sum ").append(seconds(times.total())).append('\n');
        sample(out, name + "_count", times.calls());
    }

    private static void writeGroups(StringBuilder out, List<GroupStatus> groups) {
        family(out, "secretscache_group_calls", "gauge", "Calls in flight, by group.");
        groups.forEach(group -> sample(out, labelled("secretscache_group_calls", group), group.calls()));
        family(out, "secretscache_group_waiting", "gauge", "Calls that wait for their turn, by group.");
        groups.forEach(group -> sample(out, labelled("secretscache_group_waiting", group), group.waiting()));
        family(out, "secretscache_group_probed", "gauge", "1 while a group that did not answer is probed.");
        groups.forEach(group -> sample(out, labelled("secretscache_group_probed", group), group.probed() ? 1 : 0));
    }

    private void writeHttp(StringBuilder out) {
        counter(out, "secretscache_http_requests_total", "HTTP requests.", http.requests());
        counter(out, "secretscache_http_errors_total", "HTTP replies of 500 and more.", http.errors());
        gauge(out, "secretscache_http_connections", "Open connections.", http.connections());
        family(out, "secretscache_http_refused_total", "counter", "Requests that were refused, by their code.");
        refusals.counts().forEach((code, count) -> {
            sample(out, "secretscache_http_refused_total{code=\"" + code.code() + "\"}", count);
        });
    }

    /** The name of a group is user input, so it is escaped. */
    private static String labelled(String name, GroupStatus group) {
        String value = group.group().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "{group=\"" + value + "\"}";
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toNanos() / 1e9);
    }

    private static void counter(StringBuilder out, String name, String help, long value) {
        family(out, name, "counter", help);
        sample(out, name, value);
    }

    private static void gauge(StringBuilder out, String name, String help, long value) {
        family(out, name, "gauge", help);
        sample(out, name, value);
    }

    private static void family(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder out, String name, long value) {
        out.append(name).append(' ').append(value).append('\n');
    }
}
