package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where the reason for a failure is on the machine itself, a read is told what is wrong within a second, by the layer with
 * its own runtime as a process. A busy machine holds up some reads, so the quickest counts.
 */
@Timeout(120)
class LocalReasonsIT {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String AWS = "https://secretsmanager.us-east-1.amazonaws.com";

    @TempDir
    Path folder;

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(LocalReasonsIT.class);
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_CA_BUNDLE, missing, there is no such file",
        "SSL_CERT_FILE, missing, there is no such file",
        "AWS_CA_BUNDLE, empty, 'no certificate is in it, expected PEM'",
        "AWS_CA_BUNDLE, wrong, 'it cannot be read, expected PEM'",
        "SSL_CERT_FILE, broken, 'it cannot be read, expected PEM'",
        "AWS_CA_BUNDLE, unreadable, 'it cannot be read, expected PEM'",
        "AWS_CA_BUNDLE, expired, no certificate in it is valid at "
    })
    void bundleThatCannotBeUsed_isNamed(String variable, String kind, String reason) throws Exception {
        Path file = folder.resolve(kind);
        switch (kind) {
            case "empty" -> Files.writeString(file, "");
            case "wrong" -> Files.writeString(file, "no certificate");
            case "broken" -> Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            case "unreadable" -> Files.createDirectory(file); // A mode would not keep root from reading a file.
            case "expired" ->
                Files.copy(
                        ServerCertificate.selfSigned(folder, "localhost", "-9d").authority(), file);
            default -> assertThat(file).doesNotExist();
        }

        assertToldWithinASecond(Map.of(variable, file.toString()), 400, variable + " is " + file + ": " + reason);
    }

    @ParameterizedTest
    @CsvSource({
        "http://:::, 400, HTTPS_PROXY holds no proxy that can be used",
        "nobody listens, 502, 'no connection to AWS, or it broke; check DNS, the proxy'"
    })
    void proxyThatCannotBeUsed_isTold(String proxy, int status, String reason) throws Exception {
        String value = proxy.contains(":") ? proxy : "http://127.0.0.1:" + portOfNobody();

        assertToldWithinASecond(Map.of("HTTPS_PROXY", value), status, reason);
    }

    @Test
    void endpointThatRefusesConnections_isTold() throws Exception {
        assertToldWithinASecond(
                Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://127.0.0.1:" + portOfNobody()),
                502,
                "no connection to AWS, or it broke; check DNS, the proxy and the network path");
    }

    private void assertToldWithinASecond(Map<String, String> set, int status, String reason) throws Exception {
        Map<String, String> variables = new TreeMap<>(set);
        variables.putIfAbsent("AWS_ENDPOINT_URL_SECRETS_MANAGER", AWS);
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            sidecar.awaitHealthy(SOON);
            Duration quickest = SOON;
            for (int i = 0; i < 5 && quickest.compareTo(ONE_SECOND) > 0; i++) {
                long before = System.nanoTime();
                // Another one each time: an error is remembered for a while.
                assertThat(sidecar.get("/cache/name" + i))
                        .startsWith(status + " ")
                        .contains(reason);
                Duration taken = Duration.ofNanos(System.nanoTime() - before);
                quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
            }

            assertThat(quickest).isLessThanOrEqualTo(ONE_SECOND);
        }
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
