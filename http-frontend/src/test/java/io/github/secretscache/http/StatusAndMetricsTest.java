package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import io.github.secretscache.http.ServeOptions.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusAndMetricsTest {
    private final ServedCache served = ServedCache.open(ServedCache.options()
            .settings(List.of(new Setting("CACHE_TIMEOUT", "10", "environment")))
            .build());

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void status_thatFailsWithAnError_isToldAtOnce() throws IOException {
        try (HttpFrontend broken = HttpFrontend.builder()
                .port(0)
                .clock(() -> {
                    throw new StackOverflowError();
                })
                .start()) {
            broken.serve(served.cache, ServedCache.options().build());

            assertThat(RawClient.get(broken.ports().get(0), "/status", ServedCache.TOKEN_HEADER)
                            .status())
                    .isEqualTo(500);
        }
    }

    @Test
    void status_tellsEntriesAndSettingsWithoutValues() throws IOException {
        served.source.text("secret_now", "hunter2");
        served.get("/cache/secret_now");
        served.clock.advance(Duration.ofSeconds(90));

        Reply reply = served.get("/status");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(JsonMember.isObjectOrArray(java.nio.ByteBuffer.wrap(reply.body())))
                .isTrue();
        assertThat(reply.text())
                .contains("\"name\":\"secret_now\",\"versionStage\":\"AWSCURRENT\"")
                .contains("\"freshness\":\"fresh\",\"heldVersionId\":\"" + ScriptedSource.VERSION + '"')
                .contains("\"fetchedAt\":\"2026-11-01T00:00:00Z\",\"ageSeconds\":90,\"nextRefresh\":\"2026-11-01T00:")
                .contains("{\"name\":\"CACHE_TIMEOUT\",\"value\":\"10\",\"origin\":\"environment\"}")
                .doesNotContain("hunter2")
                .doesNotContain(ServedCache.TOKEN);
    }

    /** The server hears of a closed connection a moment after the client closed it. */
    private Reply metricsWithOneConnection() throws IOException {
        Reply reply;
        do {
            reply = served.get("/metrics");
        } while (!reply.text().contains("secretscache_http_connections 1\n"));
        return reply;
    }

    @Test
    void metrics_countInTheFormatOfPrometheus() throws IOException {
        served.source.text("secret_now", "hunter2");
        served.source.failing("broken", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));
        served.get("/cache/secret_now");
        served.get("/cache/secret_now");
        served.get("/cache/broken");

        Reply reply = metricsWithOneConnection();

        assertThat(reply.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.text().lines())
                .contains("# TYPE secretscache_reads_total counter", "secretscache_reads_total{result=\"hit\"} 1")
                .allMatch(line -> line.matches("# (HELP|TYPE) \\w+ .+|\\w+(\\{\\w+=\"[\\w+.-]+\"})? [0-9.E-]+"));
        assertThat(reply.text()).doesNotContain("hunter2").doesNotContain("secret_now");
    }

    /** As docs/protocol.md has it: a timeout is 504. */
    @Test
    void metrics_countRequests_andEachReplyOf500AndMoreAsAnError() throws IOException {
        served.source.text("secret_now", "hunter2");
        served.source.failing("broken", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));
        served.source.failing("late", new SecretFetchException(Reason.TIMED_OUT, "late", null));
        List<Integer> statuses = List.of(
                served.get("/cache/secret_now").status(),
                served.get("/cache/secret_now").status(),
                served.get("/cache/broken").status(),
                served.get("/cache/late").status(),
                served.get("/nothing").status());
        long errors = statuses.stream().filter(status -> status >= 500).count();

        assertThat(errors).isPositive();
        assertThat(served.get("/metrics").text().lines())
                .contains("secretscache_http_requests_total 6", "secretscache_http_errors_total " + errors);
    }

    @Test
    void metrics_haveFetchTimesGroupsRefusalsAndTheOldestListedSecret() throws IOException {
        served.source.text("secret_now", "hunter2");
        served.get("/cache/secret_now");
        RawClient.get(served.port, "/cache/other");
        served.clock.advance(Duration.ofSeconds(90));

        assertThat(served.get("/metrics").text().lines())
                .contains(
                        "# TYPE secretscache_fetch_seconds histogram",
                        "secretscache_fetch_seconds_bucket{le=\"+Inf\"} 1",
                        "secretscache_fetch_seconds_count 1",
                        "secretscache_group_calls{group=\"default\"} 0",
                        "secretscache_group_waiting{group=\"default\"} 0",
                        "secretscache_group_probed{group=\"default\"} 0",
                        "secretscache_oldest_listed_seconds 90",
                        "secretscache_http_refused_total{code=\"token-refused\"} 1",
                        "secretscache_http_refused_total{code=\"forwarded\"} 0")
                .anyMatch(line -> line.startsWith("secretscache_fetch_seconds_bucket{le=\"0."));
    }

    @Test
    void groupThatDoesNotAnswer_isToldAsProbed_withWhatItHolds() throws IOException {
        served.source.fake.gate().close("hangs");
        for (int i = 0; i < 3; i++) {
            String broken = "broken" + i;
            served.source.failing(broken, new SecretFetchException(Reason.CONNECTION_FAILED, "away", null));
            served.get("/cache/" + broken);
        }
        served.source.text("hangs", "late");
        try (RawClient waiting = new RawClient(served.port)) {
            waiting.send("GET", "/cache/hangs", ServedCache.TOKEN_HEADER);
            String status;
            do {
                status = served.get("/status").text();
            } while (!status.contains("\"calls\":1"));

            assertThat(status)
                    .contains("\"groups\":[{\"group\":\"default\",\"calls\":1,\"waiting\":0,\"probed\":true}]")
                    .contains("\"refused\":{", "\"token-refused\":0");
            assertThat(served.get("/metrics").text().lines())
                    .contains(
                            "secretscache_group_calls{group=\"default\"} 1",
                            "secretscache_group_probed{group=\"default\"} 1");
        } finally {
            served.source.fake.gate().open();
        }
    }
}
