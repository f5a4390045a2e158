package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often an idle process of the layer with its own runtime wakes up: {@code voluntary_ctxt_switches} of all of its
 * threads. {@code docs/benchmarks/startup-options.md} has the figures of a minute.
 */
@Timeout(120)
class IdleIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** Of the JVM: its compiler and its timer look around every five seconds, and two others every thirty. */
    private static final long OF_THE_JVM = 8;

    private static final String NATIVE_THREAD = "AwsEventLoop1";

    @TempDir
    Path folder;

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final Map<String, String> variables = new HashMap<>(endpoint.environment());

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(IdleIT.class);
    }

    @BeforeEach
    void start() {
        endpoint.createSecret("secret_now", "the value");
        variables.put("SECRETS_CACHE_JAVA_OPTIONS", "-Dio.github.secretscache.tls.patience=20000");
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

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
        assertThat(process.read(SOON)).isEqualTo("200 the value");
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
