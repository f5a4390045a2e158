package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How long the layer with its own runtime takes to end, as a process: at its exit aws-crt would wait for its threads for a
 * second, each time. A busy machine holds up some ends, so one of several counts.
 */
@Timeout(180)
class EndIT extends RuntimeProcessFixture {
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    /** One life: from a start to an end, and how long the end took. */
    private interface Life {
        Duration end() throws Exception;
    }

    /** {@return the quickest end of several lives; of one, if that is quick enough} */
    private static Duration quickest(Life life, Duration enough) throws Exception {
        Duration quickest = life.end();
        for (int i = 0; i < 8 && quickest.compareTo(enough) > 0; i++) {
            Duration end = life.end();
            quickest = end.compareTo(quickest) < 0 ? end : quickest;
        }
        return quickest;
    }

    @Test
    void extension_shutDown_endsAtOnce() throws Exception {
        Life life = () -> {
            try (ShutdownApi lambda = new ShutdownApi()) {
                variables.putAll(lambda.variables());
                try (RunningSidecar extension = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
                    lambda.awaitNext();
                    assertThat(extension.read(SOON)).isEqualTo(SERVED);
                    return extension.endAfter(lambda::shutDown);
                }
            }
        };

        assertThat(quickest(life, AT_ONCE)).isLessThanOrEqualTo(AT_ONCE);
    }

    @Test
    void sidecar_terminated_endsAtOnce() throws Exception {
        assertThat(quickest(() -> endOfASidecar(SERVED), AT_ONCE)).isLessThanOrEqualTo(AT_ONCE);
    }

    /** Native TLS has begun to load when it turns out that the bundle cannot be read. */
    @Test
    void sidecar_withABrokenBundle_endsAtOnce() throws Exception {
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        variables.put("AWS_CA_BUNDLE", broken.toString());

        assertThat(quickest(() -> endOfASidecar("it cannot be read, expected PEM"), AT_ONCE))
                .isLessThanOrEqualTo(AT_ONCE);
    }

    /** The known exception (ADR 18): s2n keeps the connection of a failed handshake for longer than aws-crt waits. */
    @Test
    void sidecar_afterAFailedHandshake_endsAfterASecond() throws Exception {
        variables.remove("AWS_CA_BUNDLE");
        variables.put("SECRETS_CACHE_JAVA_OPTIONS", "");
        Duration enough = Duration.ofMillis(1_300);

        assertThat(quickest(() -> endOfASidecar("no TLS connection to AWS"), enough))
                .isLessThanOrEqualTo(enough);
    }

    private Duration endOfASidecar(String reply) throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(reply.equals(SERVED) ? SOON : Duration.ofSeconds(5)))
                    .contains(reply);
            return sidecar.end();
        }
    }
}
