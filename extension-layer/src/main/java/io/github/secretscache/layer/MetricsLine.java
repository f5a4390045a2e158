package io.github.secretscache.layer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.SecretsCacheStats;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the process's whole life in one log line, from which CloudWatch makes metrics by itself.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded Metric Format</a>
 */
final class MetricsLine {
    private static final String COUNT = "Count";
    private static final String FUNCTION_NAME = "FunctionName";
    private static final String SOURCE = "Source";

    private final JsonGenerator out;

    private MetricsLine(JsonGenerator out) {
        this.out = out;
    }

    private record Metric(String name, String unit, long value) {}

    static String of(SecretsCacheStats stats, @Nullable String functionName, String reason, long epochMillis) {
        StringWriter line = new StringWriter(1_024);
        try (JsonGenerator out = new JsonFactory().createGenerator(line)) {
            new MetricsLine(out).write(metrics(stats), functionName, reason, epochMillis);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return line.toString();
    }

    private static List<Metric> metrics(SecretsCacheStats stats) {
        return List.of(
                new Metric("Hits", COUNT, stats.hits()),
                new Metric("StaleHits", COUNT, stats.staleHits()),
                new Metric("Misses", COUNT, stats.misses()),
                new Metric("Loads", COUNT, stats.loads()),
                new Metric("LoadFailures", COUNT, stats.loadFailures()),
                new Metric("LoadTime", "Milliseconds", stats.totalLoadTime().toMillis()),
                new Metric("Evictions", COUNT, stats.evictions()),
                new Metric("Entries", COUNT, stats.entries()),
                new Metric("Bytes", "Bytes", stats.bytes()));
    }

    private void write(List<Metric> metrics, @Nullable String functionName, String reason, long epochMillis)
            throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("_aws");
        out.writeNumberField("Timestamp", epochMillis);
        out.writeArrayFieldStart("CloudWatchMetrics");
        // Metrics need a dimension in any case; outside Lambda there is nothing more telling than the source.
        writeDirective(metrics, functionName == null ? SOURCE : FUNCTION_NAME);
        out.writeEndArray();
        out.writeEndObject();
        if (functionName != null) {
            out.writeStringField(FUNCTION_NAME, functionName);
        }
        out.writeStringField(SOURCE, "secrets-cache");
        out.writeStringField("ShutdownReason", reason);
        for (Metric metric : metrics) {
            out.writeNumberField(metric.name(), metric.value());
        }
        out.writeEndObject();
    }

    private void writeDirective(List<Metric> metrics, String dimension) throws IOException {
        out.writeStartObject();
        out.writeStringField("Namespace", "SecretsCache");
        out.writeArrayFieldStart("Dimensions");
        out.writeArray(new String[] {dimension}, 0, 1);
        out.writeEndArray();
        out.writeArrayFieldStart("Metrics");
        for (Metric metric : metrics) {
            out.writeStartObject();
            out.writeStringField("Name", metric.name());
            out.writeStringField("Unit", metric.unit());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
