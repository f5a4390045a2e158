package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A function with its layer, in a Lambda whose AWS clients talk to our Secrets Manager endpoint. */
final class ServedFunction {

    /** The session token of the function's role, which is the cache's token. */
    static final String TOKEN = "local-lambda-session-token";

    private static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDLOCALLAMBDA",
            "AWS_SECRET_ACCESS_KEY", "local-lambda-secret-key",
            "AWS_SESSION_TOKEN", TOKEN);

    /**
     * Where the extension finds its list of secrets; in contrast to the function, it has no variable for the
     * function's folder.
     */
    private static final String EXTENSION_CONFIG = "SECRETS_CACHE_CONFIG";

    /** The endpoint variable of AWS SDKs, and the extension's own one, because it shares the function's variables. */
    private static final String SDK_ENDPOINT = "AWS_ENDPOINT_URL_";

    private static final String EXTENSION_ENDPOINT = "SECRETS_CACHE_ENDPOINT_URL_";

    /** The variable with options for the extension's JVM; its launcher ignores all others. */
    private static final String EXTENSION_JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    private ServedFunction() {}

    /** The caller starts it; an unpacked layer is added to {@code things}. */
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

    /** Variables set by the user win, but Java options are combined. */
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
