package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwsTimeLimitTest {
    private final AwsTimeLimit limit = new AwsTimeLimit();

    @Test
    void over_bodyThatEndsWhenTheTimeIsOver_isNotTakenForWhole() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        AwsTimeLimit.Running running = limit.start(Duration.ZERO, aborted::countDown);
        aborted.await();

        try (InputStream body = running.over(new ByteArrayInputStream(new byte[] {1, 2}))) {
            assertThat(body.read()).isEqualTo(1);
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void over_bodyThatEndsInTime_isWhole() throws Exception {
        AwsTimeLimit.Running running = limit.start(Duration.ofDays(1), () -> {});

        try (InputStream body = running.over(new ByteArrayInputStream(new byte[] {1, 2}))) {
            assertThat(body.readAllBytes()).containsExactly(1, 2);
        }
        assertThat(running.end()).isFalse();
    }
}
