package io.github.secretscache.locallambda.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.LogCapture;
import org.junit.jupiter.api.Test;

class LambdaLogTest {

    private final LogCapture lines = new LogCapture();
    private final LambdaLog log = new LambdaLog(lines);

    @Test
    void line_saysWhoWroteIt() {
        log.line("extension", "hello");
        log.platform("START");

        assertThat(lines.lines()).containsExactly("[extension] hello", "[platform] START");
    }

    @Test
    void tail_isTheLastFourKibibytesSinceTheInvocationBegan() {
        log.platform("before");
        log.clearTail();
        for (int i = 0; i < 1000; i++) {
            log.platform("line " + i);
        }

        assertThat(log.tail()).endsWith("line 999\n").doesNotContain("before", "line 1\n");
        assertThat(log.tail().length()).isBetween(LambdaLog.TAIL_BYTES - 10, LambdaLog.TAIL_BYTES);
    }
}
