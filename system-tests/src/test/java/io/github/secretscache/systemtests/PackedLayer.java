package io.github.secretscache.systemtests;

import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The layer as it was just packed, and functions beside it with limits that a busy machine keeps. */
final class PackedLayer {
    static final Path ZIP = Path.of("..", "extension-layer", "target", "secrets-cache-layer-java.zip");
    /** The same, unpacked. */
    static final Path FOLDER = Path.of("..", "extension-layer", "target", "layer");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PackedLayer() {}

    /** {@return a function's variables, with which the extension calls the endpoint patiently, and serves on a free port} */
    static Map<String, String> environment(SecretsManagerEndpoint endpoint) {
        Map<String, String> environment = new HashMap<>(endpoint.environment());
        environment.put("SECRETS_CACHE_JAVA_OPTIONS", String.join(" ", endpoint.javaOptions()));
        environment.put("SECRETS_CACHE_PORT", String.valueOf(Ports.free()));
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", "20s");
        return environment;
    }

    static LocalLambdaBuilder beside(Path layer, LocalLambdaBuilder function) {
        return function.layer(layer).timeout(PATIENCE).initLimit(PATIENCE);
    }
}
