package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No thread per secret: a thousand of them, in the layer with its own runtime as a process. */
@Timeout(120)
class ThreadsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SECRETS = 1_000;

    /** What one reader may ask for at once. */
    private static final int BATCH = 20;

    /** 38 on two cores; a JVM has more where there are more. */
    private static final int MOST_THREADS = 64;

    @TempDir
    Path folder;

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> variables = new HashMap<>(endpoint.environment());

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(ThreadsIT.class);
    }

    @BeforeEach
    void thousandSecrets() throws Exception {
        for (int i = 0; i < SECRETS; i++) {
            endpoint.createSecret("listed" + i, "the value");
            endpoint.createSecret("other" + i, "the value");
        }
        String listed = IntStream.range(0, SECRETS).mapToObj(i -> "listed" + i).collect(Collectors.joining(", "));
        Path config = folder.resolve("thousand.yaml");
        Files.writeString(config, "SecretManagers:\n  - secrets: [" + listed + "]\n");
        variables.put("SECRETS_CACHE_CONFIG", config.toString());
        variables.put("SECRETS_CACHE_REQUEST_TIMEOUT", "60s");
        endpoint.inject(new Fault(Fault.Kind.DELAY, null, null, 0, Duration.ofSeconds(2)));
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void thousandListedSecrets_andAThousandReadsAtOnce_needFewThreads() throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            sidecar.awaitHealthy(SOON);
            List<CompletableFuture<HttpResponse<String>>> reads = reads(sidecar, "other");
            // Answered after those have been read, because connections are taken in order.
            assertThat(sidecar.get("/status")).startsWith("200 ");
            int most = sidecar.threadCount();
            endpoint.clearFaults();
            most = Math.max(most, mostUntilAnswered(sidecar, reads));
            most = Math.max(most, mostUntilAnswered(sidecar, reads(sidecar, "listed")));
            assertThat(most).isLessThanOrEqualTo(MOST_THREADS);
        }
    }

    private static int mostUntilAnswered(RunningSidecar sidecar, List<CompletableFuture<HttpResponse<String>>> reads)
            throws Exception {
        int most = 0;
        for (CompletableFuture<HttpResponse<String>> read : reads) {
            while (!read.isDone()) {
                most = Math.max(most, sidecar.threadCount());
                sidecar.leaveAlone(Duration.ofMillis(10));
            }
            assertThat(read.join().body().split("the value", -1))
                    .as(() -> read.join().body())
                    .hasSize(BATCH + 1);
        }
        return most;
    }

    private List<CompletableFuture<HttpResponse<String>>> reads(RunningSidecar sidecar, String prefix) {
        return IntStream.range(0, SECRETS / BATCH)
                .mapToObj(batch -> read(sidecar, prefix, batch * BATCH))
                .toList();
    }

    private CompletableFuture<HttpResponse<String>> read(RunningSidecar sidecar, String prefix, int from) {
        String names = IntStream.range(from, from + BATCH)
                .mapToObj(i -> "\"" + prefix + i + "\"")
                .collect(Collectors.joining(","));
        return client.sendAsync(
                sidecar.request("/")
                        .header("X-Amz-Target", "secretsmanager.BatchGetSecretValue")
                        .POST(BodyPublishers.ofString("{\"SecretIdList\":[" + names + "]}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
