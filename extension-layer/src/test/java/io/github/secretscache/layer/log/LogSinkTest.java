package io.github.secretscache.layer.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

@Timeout(60)
class LogSinkTest {
    private static final String OURS = "io.github.secretscache.test";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private OutputStream before;

    @BeforeEach
    void redirect() {
        before = LogSink.redirect(out);
        LogSink.configure(Level.INFO, false, CLOCK);
    }

    @AfterEach
    void restore() {
        LogSink.configure(Level.INFO, false, InstantSource.system());
        LogSink.redirect(before);
    }

    @Test
    void systemLogger_writesOneLineWithPrefixAndLevel() {
        System.getLogger(OURS).log(Level.WARNING, "two lines\nand a {0}", "parameter");

        assertThat(lines()).isEqualTo("[secrets-cache] WARN two lines and a parameter\n");
    }

    @Test
    void slf4j_writesToTheSamePlace() {
        LoggerFactory.getLogger("some.library").warn("for {}: {}", "x", 1, new IllegalStateException("why"));

        assertThat(lines())
                .isEqualTo("[secrets-cache] WARN some.library: for x: 1 (java.lang.IllegalStateException: why)\n");
    }

    @Test
    void jbossLogging_goesThroughSlf4j_withThePropertyThatTheLauncherSets() throws Exception {
        // By reflection: named in the POM for a test, it would vanish from the layer.
        Class<?> type = Class.forName("org.jboss.logging.Logger");
        Object logger = type.getMethod("getLogger", String.class).invoke(null, "io.undertow.test");
        type.getMethod("error", Object.class).invoke(logger, "port 1");

        assertThat(lines()).isEqualTo("[secrets-cache] ERROR io.undertow.test: port 1\n");
    }

    @Test
    void throwable_isOneLineWithItsCauses_andWithFramesWhenDebugging() {
        RuntimeException failure = new RuntimeException("outer", new IllegalStateException("inner"));

        System.getLogger(OURS).log(Level.ERROR, "failed", failure);
        assertThat(lines())
                .isEqualTo("[secrets-cache] ERROR failed (java.lang.RuntimeException: outer <"
                        + " java.lang.IllegalStateException: inner)\n");

        out.reset();
        LogSink.configure(Level.DEBUG, false, CLOCK);
        System.getLogger(OURS).log(Level.ERROR, "failed", failure);
        assertThat(lines())
                .contains(" | io.github.secretscache.layer.log.LogSinkTest.")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "DEBUG, io.github.secretscache.core.X, DEBUG, true",
        "DEBUG, software.amazon.awssdk.request, DEBUG, false",
        "DEBUG, software.amazon.awssdk.request, INFO, true",
        "INFO, io.github.secretscache.core.X, DEBUG, false",
        "INFO, io.github.secretscache.core.X, INFO, true",
        "INFO, io.undertow, INFO, false",
        "INFO, io.undertow, WARNING, true",
        "ERROR, io.undertow, WARNING, false",
        "OFF, io.github.secretscache.core.X, ERROR, false",
        "INFO, io.github.secretscache.core.X, OFF, false"
    })
    void level_decides(Level threshold, String logger, Level level, boolean loggable) {
        LogSink.configure(threshold, false, CLOCK);

        assertThat(System.getLogger(logger).isLoggable(level)).isEqualTo(loggable);
        System.getLogger(logger).log(level, "x");
        assertThat(lines().isEmpty()).isEqualTo(!loggable);
    }

    @Test
    void fatal_isHiddenByNoLevel() {
        LogSink.configure(Level.OFF, false, CLOCK);

        LogSink.fatal("the reason", null);

        assertThat(lines()).isEqualTo("[secrets-cache] ERROR the reason\n");
    }

    @Test
    void log_whileNobodyReads_neverWaits_andTellsHowManyLinesWereDropped() throws Exception {
        CountDownLatch drained = new CountDownLatch(1);
        LogSink.redirect(new FilterOutputStream(out) {
            @Override
            public void write(byte[] line) throws IOException {
                try {
                    drained.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(line);
            }
        });
        String kibibyte = "x".repeat(1_000);

        for (int i = 0; i < 1_000; i++) {
            System.getLogger(OURS).log(Level.WARNING, kibibyte);
        }
        drained.countDown();

        assertThat(lines().lines().filter(line -> line.contains("xxx"))).hasSizeBetween(200, 300);
        assertThat(lines())
                .containsPattern(
                        "\\n\\[secrets-cache] WARN 7\\d\\d log lines were dropped: stderr was not read in time\n$");
    }

    @Test
    void json_isOneObjectForEachLine() {
        LogSink.configure(Level.INFO, true, CLOCK);

        System.getLogger(OURS).log(Level.WARNING, "a \"quoted\" word, a \\, a\nline and a – dash");

        assertThat(lines())
                .isEqualTo("{\"timestamp\":\"2026-01-02T03:04:05Z\",\"level\":\"WARN\",\"source\":\"secrets-cache\","
                        + "\"message\":\"a \\\"quoted\\\" word, a \\\\, a\\nline and a – dash\"}\n");
    }

    private String lines() {
        LogSink.flush(Duration.ofSeconds(5));
        return out.toString(StandardCharsets.UTF_8);
    }
}
