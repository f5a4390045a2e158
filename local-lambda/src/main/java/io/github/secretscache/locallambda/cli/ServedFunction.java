package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A function with its layer, in a Lambda whose AWS clients talk to a Secrets Manager endpoint of ours. */
final class ServedFunction {

    /** The session token of the function's role, which opens the cache. */
    static final String TOKEN = "local-lambda-session-token";

    private static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDLOCALLAMBDA",
            "AWS_SECRET_ACCESS_KEY", "local-lambda-secret-key",
            "AWS_SESSION_TOKEN", TOKEN);

    /** Where the extension finds its list of secrets; unlike the function, it is not told where the function is. */
    private static final String EXTENSION_CONFIG = "SECRETS_CACHE_CONFIG";

    /** What AWS SDKs follow, and what the extension follows in its place, for it shares the function's variables. */
    private static final String SDK_ENDPOINT = "AWS_ENDPOINT_URL_";

    private static final String EXTENSION_ENDPOINT = "SECRETS_CACHE_ENDPOINT_URL_";

    /** Options for the extension's JVM; its launcher passes on no others. */
    private static final String EXTENSION_JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    private ServedFunction() {}

    /** To be started by the caller; the layer, when it is unpacked, goes to {@code things}. */
    static LocalLambdaBuilder prepare(RunOptions options, SecretsManagerEndpoint endpoint, OpenThings things) {
        LayerFolder layer = things.add(LayerFolder.open(options.layer()));
        LocalLambdaBuilder builder = LocalLambda.builder()
                .layer(layer.path())
                .function(options.function())
                .credentials(CREDENTIALS)
                .environment(environment(options, endpoint))
                .timeout(options.timeout())
                .memorySize(options.memoryMib())
                .freezeBetweenInvocations(options.freeze())
                .invocationPort(options.port())
                .control(endpoint.control());
        return options.runtime().configure(builder);
    }

    /** What was set by hand wins, but Java options add up. */
    static Map<String, String> environment(RunOptions options, SecretsManagerEndpoint endpoint) {
        Map<String, String> variables = new TreeMap<>(endpoint.environment());
        endpoint.environment().forEach((name, value) -> {
            if (name.startsWith(SDK_ENDPOINT)) {
                variables.put(EXTENSION_ENDPOINT + name.substring(SDK_ENDPOINT.length()), value);
            }
        });
        Path config = options.function().resolve("config.yaml").toAbsolutePath();
        if (Files.exists(config)) {
            variables.put(EXTENSION_CONFIG, config.toString());
        }
        // Without it the extension serves 2773 too, where functions written for AWS's extension read.
        if (options.cachePort() != RunOptions.DEFAULT_CACHE_PORT) {
            variables.put("SECRETS_CACHE_PORT", String.valueOf(options.cachePort()));
        }
        variables.putAll(options.environment());
        String trust = String.join(" ", endpoint.javaOptions());
        String chosen = options.environment().getOrDefault(EXTENSION_JAVA_OPTIONS, "");
        variables.put(EXTENSION_JAVA_OPTIONS, (trust + " " + chosen).strip());
        return variables;
    }
}
