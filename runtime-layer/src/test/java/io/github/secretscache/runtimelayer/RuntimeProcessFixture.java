package io.github.secretscache.runtimelayer;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What a process of the built layer needs: a folder, an endpoint with a secret, and patience with its first handshake. */
abstract class RuntimeProcessFixture {
    static final Duration SOON = Duration.ofSeconds(30);
    static final String SERVED = "200 the value";

    @TempDir
    Path folder;

    final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    final Map<String, String> variables = new HashMap<>(endpoint.environment());

    @BeforeAll
    static void layerIsBuilt(TestInfo test) {
        BuiltLayer.require(test.getTestClass().orElseThrow());
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
}
