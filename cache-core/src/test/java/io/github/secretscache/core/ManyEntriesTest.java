package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an INVOKE and a look at the entries cost grows with their number, and no more. */
@Timeout(120)
class ManyEntriesTest {
    /** Ten times what it takes, a tenth of what comparing each entry with each error took. */
    private static final Duration MOST = Duration.ofMillis(50);

    @Test
    void sevenThousandEntriesAndAThousandErrors_nothingDue_costMilliseconds() {
        try (Simulated simulated = new Simulated(builder -> builder.maxBytes(64 << 20))) {
            IntStream.range(0, 7_000).forEach(i -> {
                simulated.source.put("s" + i, "x");
                simulated.source.script("s" + i, id -> value("s" + i));
                simulated.read(SecretId.of("s" + i));
            });
            simulated.source.outage(Reason.NOT_FOUND);
            IntStream.range(0, 1_000).forEach(i -> simulated.refusal(SecretId.of("unknown" + i)));

            assertThat(simulated.cache.entries()).hasSize(8_000);
            assertThat(quickest(simulated.cache::entries)).isLessThan(MOST);
            assertThat(quickest(simulated::invoking)).isLessThan(MOST);
        }
    }

    private static SecretValue value(String name) {
        String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
        return SecretValue.ofText(SecretValue.Description.of(arn, name, "v1"), "x");
    }

    /** The quickest of some runs, in time of the processor: the machine may be busy. */
    private static Duration quickest(Runnable action) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begin = threads.getCurrentThreadCpuTime();
            action.run();
            best = Math.min(best, threads.getCurrentThreadCpuTime() - begin);
        }
        return Duration.ofNanos(best);
    }
}
