package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.GroupStatus;
import io.github.secretscache.layer.MetricsLine.Head;
import io.github.secretscache.layer.MetricsLine.Metric;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsLineTest {
    private static final List<Metric> METRICS = List.of(Metric.count("Hits", 1), Metric.millis("LoadTime", 678));
    private static final List<GroupStatus> GROUPS = List.of(new GroupStatus("eu", 2, 3, true));

    @Test
    void of_isEmbeddedMetricFormat() throws IOException {
        String line = MetricsLine.of(new Head("my \"function\"", "spindown", 1_700_000_000_000L), METRICS, GROUPS);

        assertThat(line)
                .startsWith(
                        "{\"_aws\":{\"Timestamp\":1700000000000,\"CloudWatchMetrics\":[{\"Namespace\":\"SecretsCache\","
                                + "\"Dimensions\":[[\"FunctionName\"]],\"Metrics\":[{\"Name\":\"Hits\",\"Unit\":\"Count\"},"
                                + "{\"Name\":\"LoadTime\",\"Unit\":\"Milliseconds\"}]}]},")
                .contains("\"Groups\":[{\"Group\":\"eu\",\"Calls\":2,\"Waiting\":3,\"Probed\":true}]")
                .doesNotContain("\n");
        assertThat(MetricsLogTest.topLevel(line))
                .containsEntry("FunctionName", "my \"function\"")
                .containsEntry("ShutdownReason", "spindown")
                .containsEntry("Hits", "1")
                .containsEntry("LoadTime", "678");
    }

    @Test
    void of_outsideLambda_hasTheSourceForADimension() throws IOException {
        String line = MetricsLine.of(new Head(null, null, 1), METRICS, GROUPS);

        assertThat(line).contains("\"Dimensions\":[[\"Source\"]]");
        assertThat(MetricsLogTest.topLevel(line))
                .containsEntry("Source", "secrets-cache")
                .doesNotContainKeys("FunctionName", "ShutdownReason");
    }
}
