package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.OwnThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

@Timeout(60)
class AwsRoleCredentialsTest {
    private static final AwsCredentials VALID = AwsBasicCredentials.create("id", "key");

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final AwsRoleCredentials credentials = new AwsRoleCredentials(this::resolve, new FakeClock());

    @Test
    void resolveCredentials_oneThreadHangsInAPrefetch_othersGetTheValidOnes() throws Exception {
        assertThat(credentials.resolveCredentials()).isSameAs(VALID);
        CompletableFuture<AwsCredentials> hanging = resolving();
        assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
        try {
            assertThat(resolving().get(5, TimeUnit.SECONDS)).isSameAs(VALID);
            assertThat(hanging).isNotDone();
        } finally {
            goesOn.countDown();
        }
        assertThat(hanging.get(10, TimeUnit.SECONDS)).isSameAs(VALID);
    }

    private CompletableFuture<AwsCredentials> resolving() {
        return CompletableFuture.supplyAsync(credentials::resolveCredentials, OwnThreads.OWN_THREAD);
    }

    /** The second call prefetches, and hangs. */
    private AwsCredentials resolve() {
        if (calls.incrementAndGet() == 2) {
            hangs.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return VALID;
    }
}
