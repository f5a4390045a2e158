package io.github.secretscache.http;

import io.github.secretscache.core.SecretsCacheStats;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/**
 * Tells the counters in the text format of Prometheus, 0.0.4. Written here, and not by a client library: see ADR 10.
 */
final class MetricsPage {
    private final ConnectorStatistics http;

    MetricsPage(ConnectorStatistics http) {
        this.http = http;
    }

    void write(HttpServerExchange exchange, Served served) {
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(text(served.cache().stats()));
    }

    private String text(SecretsCacheStats stats) {
        StringBuilder out = new StringBuilder(2048);
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
        counter(out, "secretscache_http_requests_total", "HTTP requests.", http.getRequestCount());
        counter(out, "secretscache_http_errors_total", "HTTP replies of 500 and more.", http.getErrorCount());
        gauge(out, "secretscache_http_connections", "Open connections.", http.getActiveConnections());
        return out.toString();
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
