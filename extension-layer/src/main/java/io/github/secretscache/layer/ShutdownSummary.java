package io.github.secretscache.layer;

import io.github.secretscache.core.SecretsCacheStats;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the process's whole life in one log line, from which CloudWatch makes metrics by itself.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded Metric Format</a>
 */
final class ShutdownSummary {
    private static final String COUNT = "Count";

    private final StringBuilder definitions = new StringBuilder(512);
    private final StringBuilder values = new StringBuilder(256);

    private ShutdownSummary() {}

    static String of(SecretsCacheStats stats, @Nullable String functionName, String reason, long epochMillis) {
        return new ShutdownSummary()
                .metric("Hits", COUNT, stats.hits())
                .metric("StaleHits", COUNT, stats.staleHits())
                .metric("Misses", COUNT, stats.misses())
                .metric("Loads", COUNT, stats.loads())
                .metric("LoadFailures", COUNT, stats.loadFailures())
                .metric("LoadTime", "Milliseconds", stats.totalLoadTime().toMillis())
                .metric("Evictions", COUNT, stats.evictions())
                .metric("Entries", COUNT, stats.entries())
                .metric("Bytes", "Bytes", stats.bytes())
                .line(functionName, reason, epochMillis);
    }

    private ShutdownSummary metric(String name, String unit, long value) {
        definitions.append(definitions.length() == 0 ? "{\"Name\":" : ",{\"Name\":");
        Json.appendString(definitions, name);
        definitions.append(",\"Unit\":");
        Json.appendString(definitions, unit);
        definitions.append('}');
        values.append(',');
        Json.appendString(values, name);
        values.append(':').append(value);
        return this;
    }

    private String line(@Nullable String functionName, String reason, long epochMillis) {
        StringBuilder line = new StringBuilder(definitions.length() + values.length() + 256);
        line.append("{\"_aws\":{\"Timestamp\":").append(epochMillis);
        // Metrics need a dimension in any case; outside Lambda there is nothing more telling than the source.
        String dimension = functionName == null ? "Source" : "FunctionName";
        line.append(",\"CloudWatchMetrics\":[{\"Namespace\":\"SecretsCache\",\"Dimensions\":[[\"")
                .append(dimension)
                .append("\"]],\"Metrics\":[")
                .append(definitions)
                .append("]}]}");
        if (functionName != null) {
            line.append(",\"FunctionName\":");
            Json.appendString(line, functionName);
        }
        line.append(",\"Source\":\"secrets-cache\",\"ShutdownReason\":");
        Json.appendString(line, reason);
        return line.append(values).append('}').toString();
    }
}
