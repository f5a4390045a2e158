package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the frontend logs, and that no reader waits for it. */
@Timeout(60)
class LogTest {
    private static final Logger LOGGER = Logger.getLogger("io.github.secretscache.http");

    private final ServedCache served = ServedCache.open();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean blocks;

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
            if (blocks) {
                await(drained);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LogTest() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void close() {
        drained.countDown();
        served.close();
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return all lines, when there are as many} */
    private List<String> lines(int count) {
        while (lines.size() < count) {
            LockSupport.parkNanos(1_000_000);
        }
        return lines;
    }

    @Test
    void refusals_areOneLineOfAKindAMinuteWithoutTheToken() throws IOException {
        for (int i = 0; i < 5; i++) {
            RawClient.get(served.port, "/cache/closed?jsonKey=inTheQuery");
            RawClient.get(served.port, "/v1/closed", "X-Vault-Token: guessed");
        }
        served.clock.advance(Duration.ofMinutes(1));
        RawClient.get(served.port, "/status");

        assertThat(lines(3)).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("a request was refused (token-refused, path '/cache/closed'): The header X-Aws-")
                .contains("is missing");
        assertThat(lines.get(1)).contains("path '/v1/closed'", "The token is wrong");
        assertThat(lines.get(2)).contains("path '/status', and 4 more since the last such line");
        assertThat(lines.toString()).doesNotContain("guessed", "inTheQuery", ServedCache.TOKEN);
        assertThat(served.get("/metrics").text())
                .contains("secretscache_http_refused_total{code=\"token-refused\"} 11");
        assertThat(served.get("/status").text()).contains("\"token-refused\":11");
    }

    @Test
    void refusals_areLoggedWithoutWhatTheyQuote() throws IOException {
        try (ServedCache strict =
                ServedCache.open(ServedCache.options().allow(List.of("prod/*")).build())) {
            RawClient.get(strict.port, "/ping-not", "Sec-Fetch-Site: fromTheHeader");
            strict.get("/secretsmanager/get?secretId=fromTheQuery");
            readBatch(strict, "{\"SecretIdList\":[\"fromTheBody\",\"fromTheBodyToo\"]}");

            assertThat(lines(2))
                    .containsExactly(
                            "a request was refused (origin-refused, path '/ping-not')",
                            "a request was refused (name-not-allowed, path '/secretsmanager/get')");
            assertThat(strict.get("/metrics").text())
                    .contains("secretscache_http_refused_total{code=\"name-not-allowed\"} 3");
        }
    }

    @Test
    void failuresInABatchOfAnSdk_areLoggedAsThoseOfSingleReads() throws IOException {
        served.source
                .text("fine", "hello")
                .failing("broken", new SecretFetchException(Reason.SERVICE_FAILED, "down", null));

        readBatch(served, "{\"SecretIdList\":[\"fine\",\"broken\"]}");
        readBatch(served, "{\"SecretIdList\":[\"broken\"]}");
        served.get("/cache/broken");
        served.get("/cache/missing");

        assertThat(lines(2)).hasSize(2);
        assertThat(lines.get(0)).startsWith("a read failed: ").contains("down");
        assertThat(lines.get(1)).startsWith("a read failed: ").contains("missing");
    }

    private static void readBatch(ServedCache server, String body) throws IOException {
        try (RawClient raw = new RawClient(server.port)) {
            raw.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + ServedCache.TOKEN_HEADER
                    + "\r\nX-Amz-Target: secretsmanager.BatchGetSecretValue\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @Test
    void logThatBlocks_blocksNoReader() throws IOException {
        blocks = true;
        served.source.text("secret_now", "hello");
        for (int i = 0; i < 300; i++) {
            served.source.failing("broken" + i, new SecretFetchException(Reason.SERVICE_FAILED, "down", null));
            assertThat(served.get("/cache/broken" + i).status()).isEqualTo(502);
        }

        assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("hello");
        assertThat(RawClient.get(served.port, "/ping").text()).isEqualTo("healthy");
        assertThat(lines(1)).hasSize(1);

        blocks = false;
        drained.countDown();
        assertThat(lines(101)).anyMatch(line -> line.contains("199 earlier lines were dropped: the log is slow"));
    }
}
