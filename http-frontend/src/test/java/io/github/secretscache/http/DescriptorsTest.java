package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox of Lambda has 1,024 file descriptors, and the frontend is not alone in its process. */
@Timeout(60)
class DescriptorsTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int CONNECTIONS = 1_500;

    /** The accepting thread is ahead of the one that makes room by as many. */
    private static final int ACCEPTED = 128;

    /** One that is being closed, and the files that others in this process, such as class loaders, have opened meanwhile. */
    private static final int OTHERS = 16;

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            return open.count();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ServeOptions.DEFAULT_MAX_CONNECTIONS, ServeOptions.LARGEST_MAX_CONNECTIONS})
    void connections_beyondAllLimits_takeNoMoreDescriptors(int maxConnections) throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            String notRun = "NOT RUN: there is no " + OPEN_FILES + ", so file descriptors were not counted";
            System.err.println(notRun);
            Assumptions.abort(notRun);
        }
        List<RawClient> clients = new ArrayList<>();
        try (ServedCache served = ServedCache.open(
                ServedCache.options().maxConnections(maxConnections).build())) {
            served.source.text("secret_now", "hello");
            assertThat(RawClient.get(served.port, "/cache/secret_now").status()).isEqualTo(200);
            long before = descriptors();
            long most = 0;
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(new RawClient(served.port));
                most = Math.max(most, descriptors() - before - clients.size());
            }

            assertThat(most).isBetween((long) maxConnections, (long) maxConnections + ACCEPTED + OTHERS);
            // Each new one took the place of the one idle longest.
            assertThat(status(clients.get(CONNECTIONS - 1))).isEqualTo(200);
            assertThat(status(clients.get(CONNECTIONS - maxConnections / 2))).isEqualTo(200);
            assertThat(clients.get(0).isClosedByServer()).isTrue();
            close(clients);
            // The server hears of it a moment later; the test's time is up if it never does.
            while (descriptors() > before + OTHERS) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(RawClient.get(served.port, "/cache/secret_now").status()).isEqualTo(200);
        } finally {
            close(clients);
        }
    }

    private static int status(RawClient client) throws IOException {
        client.send("GET", "/cache/secret_now");
        return client.read().status();
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
    }
}
