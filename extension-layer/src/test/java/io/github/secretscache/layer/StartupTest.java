package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.Environment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two well-known ports, played by free ones. */
class StartupTest extends ExtensionFixture {
    private int awsPort;

    @BeforeEach
    void setNoPort() throws Exception {
        environment.remove("SECRETS_CACHE_PORT");
        awsPort = ExtensionProcess.freePort();
    }

    @Test
    void bothPortsFree_areServed() throws Exception {
        CompletableFuture<Integer> status = startOnBoth();
        api.await("event/next");

        assertThat(get("/ping")).isEqualTo("200 healthy");
        port = awsPort;
        assertThat(get("/ping")).isEqualTo("200 healthy");

        assertEndsWell(status);
        assertThat(log()).doesNotContain("busy");
    }

    @Test
    void busyAwsPort_isOneLine() throws Exception {
        try (ServerSocket other = occupy(awsPort)) {
            CompletableFuture<Integer> status = startOnBoth();
            api.await("event/next");

            assertThat(other.isBound()).isTrue();
            assertThat(get("/ping")).isEqualTo("200 healthy");
            assertEndsWell(status);
        }
        assertThat(log()).containsOnlyOnce("[secrets-cache] WARN port " + awsPort + " is busy and is not served\n");
    }

    @Test
    void busyNativePort_failsInit_beforeLambdaGivesUp() throws Exception {
        try (ServerSocket other = occupy(port)) {
            long begin = System.nanoTime();
            CompletableFuture<Integer> status = startOnBoth();
            api.await("register");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));

            assertThat(api.call().header()).isEqualTo("Extension.ConfigInvalid");
            assertThat(join(status)).isEqualTo(ExitStatus.INVALID);
            assertThat(other.isBound()).isTrue();
        }
        assertThat(log()).contains("ERROR SECRETS_CACHE_PORT: port " + port);
    }

    @Test
    void nativePortThatIsGivenUpWithinASecond_isHad() throws Exception {
        CompletableFuture<Integer> status;
        try (ServerSocket other = occupy(port)) {
            status = startOnBoth();
            assertThat(status).as("still trying").isNotDone();
            assertThat(other.isBound()).isTrue();
        }
        api.await("register");
        api.await("event/next");

        assertThat(get("/ping")).isEqualTo("200 healthy");
        assertEndsWell(status);
    }

    @Test
    void moreSecretsThanFit_isAProblemOfTheFile() throws Exception {
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put("SECRETS_CACHE_MAX_BYTES", "64KiB");
        config("SecretManagers: [{ secrets: [" + names(65) + "] }]");

        CompletableFuture<Integer> status = start();
        api.await("register");

        assertThat(api.call().header()).isEqualTo("Extension.ConfigInvalid");
        assertThat(join(status)).isEqualTo(ExitStatus.INVALID);
        assertThat(log())
                .contains("ERROR " + folder.resolve("config.yaml") + ": ")
                .hasLineCount(1);
    }

    private CompletableFuture<Integer> startOnBoth() {
        return start(new Startup(new Environment(environment), clock, settings -> source, port, awsPort));
    }

    private static ServerSocket occupy(int port) throws Exception {
        return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static String names(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(i == 0 ? "" : ", ").append("secret-").append(i);
        }
        return names.toString();
    }
}
