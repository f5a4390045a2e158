package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How often an idle process of the layer with its own runtime wakes up: {@code voluntary_ctxt_switches} of all of its
 * threads. {@code docs/benchmarks/startup-options.md} has the figures of a minute.
 */
@Timeout(120)
class IdleIT extends RuntimeProcessFixture {
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** Of the JVM: its compiler and its timer look around every five seconds, and two others every thirty. */
    private static final long OF_THE_JVM = 8;

    private static final String NATIVE_THREAD = "AwsEventLoop1";

    @Test
    void extension_betweenTwoEvents_sleeps() throws Exception {
        try (ShutdownApi lambda = new ShutdownApi()) {
            variables.putAll(lambda.variables());
            try (RunningSidecar extension = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
                lambda.awaitNext();

                assertSleeps(extension, OF_THE_JVM);
            }
        }
    }

    /** Its timer looks each second what is due. */
    @Test
    void sidecar_withoutReaders_wakesUpOnceASecond() throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertSleeps(sidecar, OF_THE_JVM + IDLE.toSeconds() + 1);
        }
    }

    private static void assertSleeps(RunningSidecar process, long atMost) throws Exception {
        assertThat(process.read(SOON)).isEqualTo(SERVED);
        process.leaveAlone(SETTLING);
        Map<String, Long> before = process.threads();
        process.leaveAlone(IDLE);
        Map<String, Long> after = process.threads();

        assertThat(sum(after) - sum(before))
                .as(() -> before + "\nafter " + IDLE + "\n" + after)
                .isLessThanOrEqualTo(atMost);
        // Where aws-crt looked up names of its own, it would have another thread, and wake up once a second.
        assertThat(after.keySet()).filteredOn(name -> name.startsWith("Aws")).containsExactly(NATIVE_THREAD);
        assertThat(after).containsEntry(NATIVE_THREAD, before.get(NATIVE_THREAD));
    }

    private static long sum(Map<String, Long> sleeps) {
        return sleeps.values().stream().mapToLong(Long::longValue).sum();
    }
}
