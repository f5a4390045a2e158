package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.secretscache.core.SecretsCacheStats;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsLineTest {
    private static final SecretsCacheStats STATS =
            new SecretsCacheStats(1, 2, 3, 4, 5, Duration.ofMillis(678), 7, 8, 9);

    @Test
    void of_isEmbeddedMetricFormatWithEveryCounter() throws IOException {
        String line = MetricsLine.of(STATS, "my \"function\"", "spindown", 1_700_000_000_000L);

        assertThat(line)
                .startsWith(
                        "{\"_aws\":{\"Timestamp\":1700000000000,\"CloudWatchMetrics\":[{\"Namespace\":\"SecretsCache\","
                                + "\"Dimensions\":[[\"FunctionName\"]],\"Metrics\":[{\"Name\":\"Hits\",\"Unit\":\"Count\"},")
                .doesNotContain("\n");
        Map<String, String> top = topLevel(line);
        assertThat(top)
                .containsEntry("FunctionName", "my \"function\"")
                .containsEntry("ShutdownReason", "spindown")
                .containsEntry("Hits", "1")
                .containsEntry("StaleHits", "2")
                .containsEntry("Misses", "3")
                .containsEntry("Loads", "4")
                .containsEntry("LoadFailures", "5")
                .containsEntry("LoadTime", "678")
                .containsEntry("Evictions", "7")
                .containsEntry("Entries", "8")
                .containsEntry("Bytes", "9");
    }

    @Test
    void of_outsideLambda_hasTheSourceForADimension() throws IOException {
        String line = MetricsLine.of(STATS, null, "signal", 1);

        assertThat(line).contains("\"Dimensions\":[[\"Source\"]]");
        assertThat(topLevel(line)).containsEntry("Source", "secrets-cache").doesNotContainKey("FunctionName");
    }

    private static Map<String, String> topLevel(String json) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isStructStart()) {
                    parser.skipChildren();
                } else {
                    values.put(name, parser.getText());
                }
            }
            assertThat(parser.nextToken()).isNull();
        }
        return values;
    }
}
