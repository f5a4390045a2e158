package io.github.secretscache.layer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.GroupStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log line that CloudWatch turns into metrics: the counts since the previous line, and the current state.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded Metric Format</a>
 */
final class MetricsLine {
    private static final String FUNCTION_NAME = "FunctionName";
    private static final String SOURCE = "Source";

    private final JsonGenerator out;

    private MetricsLine(JsonGenerator out) {
        this.out = out;
    }

    /** A number with the unit that CloudWatch shows. */
    record Metric(String name, String unit, long value) {
        static Metric count(String name, long value) {
            return new Metric(name, "Count", value);
        }

        static Metric millis(String name, long value) {
            return new Metric(name, "Milliseconds", value);
        }
    }

    /**
     * The function and the time of a line.
     *
     * @param functionName {@code null} outside Lambda
     * @param shutdownReason why it is the last line; {@code null} if it is not
     */
    record Head(@Nullable String functionName, @Nullable String shutdownReason, long epochMillis) {}

    /** @param groups shown beside the metrics, for people who read the log */
    static String of(Head head, List<Metric> metrics, List<GroupStatus> groups) {
        StringWriter line = new StringWriter(2_048);
        try (JsonGenerator out = new JsonFactory().createGenerator(line)) {
            new MetricsLine(out).write(head, metrics, groups);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return line.toString();
    }

    private void write(Head head, List<Metric> metrics, List<GroupStatus> groups) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("_aws");
        out.writeNumberField("Timestamp", head.epochMillis());
        out.writeArrayFieldStart("CloudWatchMetrics");
        // Metrics need a dimension in any case; outside Lambda there is none better than the source.
        writeDirective(metrics, head.functionName() == null ? SOURCE : FUNCTION_NAME);
        out.writeEndArray();
        out.writeEndObject();
        if (head.functionName() != null) {
            out.writeStringField(FUNCTION_NAME, head.functionName());
        }
        out.writeStringField(SOURCE, "secrets-cache");
        if (head.shutdownReason() != null) {
            out.writeStringField("ShutdownReason", head.shutdownReason());
        }
        for (Metric metric : metrics) {
            out.writeNumberField(metric.name(), metric.value());
        }
        writeGroups(groups);
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

    private void writeGroups(List<GroupStatus> groups) throws IOException {
        out.writeArrayFieldStart("Groups");
        for (GroupStatus group : groups) {
            out.writeStartObject();
            out.writeStringField("Group", group.group());
            out.writeNumberField("Calls", group.calls());
            out.writeNumberField("Waiting", group.waiting());
            out.writeBooleanField("Probed", group.probed());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
