package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.layer.log.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsLogTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final FakeClock clock = new FakeClock();
    private final FakeSecretSource source = new FakeSecretSource();
    private final SecretsCache cache = SecretsCache.builder()
            .source(source)
            .clock(clock)
            .secrets(List.of(ListedSecret.of(SecretId.of("a"))))
            .build();
    private final HttpFrontend frontend = HttpFrontend.builder().port(0).start();
    private final RunningServer server = new RunningServer(frontend, cache);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private OutputStream before;

    @BeforeEach
    void redirect() {
        before = LogSink.redirect(out);
        source.put("a", "x");
    }

    @AfterEach
    void restore() {
        frontend.close();
        cache.close();
        LogSink.redirect(before);
    }

    @Test
    void alarms_onTheOperationsPage_watchMetricsThatAreThere() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        MetricsLog metrics = new MetricsLog(server, "f", INTERVAL, clock);
        cache.get("a");
        metrics.atTheEnd("spindown");

        List<String> watched = found("MetricName: (\\w+)", page);
        assertThat(watched).isNotEmpty();
        assertThat(topLevel(lines().get(0))).containsKeys(watched.toArray(new String[0]));
        List<String> scraped = found("(secretscache_\\w+)", page);
        assertThat(scraped).isNotEmpty();
        assertThat(Files.readString(Path.of("../docs/protocol.md"))).contains(scraped);
    }

    private static List<String> found(String pattern, String page) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void ifDue_isALineInEachInterval_withWhatCameSinceTheLineBefore() throws IOException {
        MetricsLog metrics = new MetricsLog(server, "f", INTERVAL, clock);
        cache.get("a");
        metrics.ifDue();
        assertThat(lines()).as("the interval is not over").isEmpty();

        clock.advance(INTERVAL);
        metrics.ifDue();
        metrics.ifDue();
        assertThat(lines()).hasSize(1);
        assertThat(topLevel(lines().get(0)))
                .containsEntry("Loads", "1")
                .containsEntry("Misses", "1")
                .containsEntry("Entries", "1")
                .containsEntry("OldestListedAge", "300")
                .containsEntry("ProbedGroups", "0")
                .containsEntry("WaitingCalls", "0")
                .containsKeys("FetchTimeMedian", "FetchTimeP99")
                .doesNotContainKey("ShutdownReason");

        cache.get("a");
        clock.advance(INTERVAL);
        metrics.ifDue();
        assertThat(topLevel(lines().get(1)))
                .containsEntry("Loads", "0")
                .containsEntry("Misses", "0")
                .containsEntry("Hits", "1")
                .containsEntry("Entries", "1")
                .doesNotContainKey("FetchTimeMedian");
    }

    @Test
    void atTheEnd_isTheLastLine_howeverLittleTimeWasSinceTheOneBefore() throws IOException {
        MetricsLog metrics = new MetricsLog(server, null, INTERVAL, clock);

        metrics.atTheEnd("signal");

        assertThat(topLevel(lines().get(0))).containsEntry("ShutdownReason", "signal");
    }

    @Test
    void ifDue_intervalOfZero_isNever() {
        MetricsLog metrics = new MetricsLog(server, "f", Duration.ZERO, clock);

        clock.advance(Duration.ofDays(1));
        metrics.ifDue();

        assertThat(lines()).isEmpty();
    }

    @Test
    void ifDue_clockThatSteppedBack_beginsTheIntervalAnew() {
        MetricsLog metrics = new MetricsLog(server, "f", INTERVAL, clock);

        clock.stepBack(Duration.ofDays(1));
        metrics.ifDue();
        clock.advance(INTERVAL);
        metrics.ifDue();

        assertThat(lines()).hasSize(1);
    }

    @Test
    void failures_areCounted_andNoValueIsInALine() throws IOException {
        MetricsLog metrics = new MetricsLog(server, "f", INTERVAL, clock);
        source.put("a", "hunter2");
        cache.get("a");
        source.fail("b", SecretFetchException.Reason.NOT_FOUND);
        assertThat(cache.getAsync(SecretId.of("b"))).failsWithin(Duration.ofSeconds(10));

        metrics.atTheEnd("spindown");

        assertThat(topLevel(lines().get(0))).containsEntry("LoadFailures", "1");
        assertThat(lines().get(0)).doesNotContain("hunter2");
    }

    @Test
    void refusedRequests_areCounted_asWhatCameSinceTheLineBefore() throws IOException {
        frontend.serve(cache);
        MetricsLog metrics = new MetricsLog(server, "f", INTERVAL, clock);
        statusWithoutToken();
        statusWithoutToken();

        metrics.atTheEnd("first");
        statusWithoutToken();
        metrics.atTheEnd("second");

        List<String> lines =
                lines().stream().filter(line -> line.startsWith("{")).toList();
        assertThat(topLevel(lines.get(0))).containsEntry("RefusedRequests", "2");
        assertThat(topLevel(lines.get(1))).containsEntry("RefusedRequests", "1");
    }

    private void statusWithoutToken() throws IOException {
        URL url = URI.create("http://127.0.0.1:" + frontend.ports().get(0) + "/status")
                .toURL();
        assertThat(((HttpURLConnection) url.openConnection()).getResponseCode()).isEqualTo(403);
    }

    private List<String> lines() {
        LogSink.flush(Duration.ofSeconds(5));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    static Map<String, String> topLevel(String json) throws IOException {
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
