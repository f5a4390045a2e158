package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.LayerFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Starts a function with its layer in a Lambda whose AWS clients talk to a Secrets Manager endpoint of ours. */
final class ServedFunction {

    /** Where the extension finds its list of secrets; unlike the function, it is not told where the function is. */
    private static final String EXTENSION_CONFIG = "SECRETS_CACHE_CONFIG";

    /** Options for the extension's JVM; its launcher passes on no others. */
    private static final String EXTENSION_JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    private static final int MEMORY_MIB = 512;

    private ServedFunction() {}

    /** Returns when it is initialised; what it opens goes to {@code things}. */
    static LocalLambda start(
            Arguments.Options options, SecretsManagerEndpoint endpoint, OpenThings things, Consumer<String> log) {
        LayerFolder layer = things.add(LayerFolder.open(options.layer()));
        LocalLambda.Builder builder = LocalLambda.builder()
                .layer(layer.path())
                .function(options.function())
                .environment(environment(options, endpoint))
                .timeout(options.timeout())
                .memorySize(MEMORY_MIB)
                .invocationPort(options.port())
                .log(log);
        LocalLambda.Builder complete = options.runtime().equals("nodejs")
                ? builder.nodeHandler(options.handler())
                : builder.javaHandler(options.handler());
        return things.add(complete.start());
    }

    /** What was set by hand wins, but Java options add up. */
    static Map<String, String> environment(Arguments.Options options, SecretsManagerEndpoint endpoint) {
        Map<String, String> variables = new TreeMap<>(endpoint.environment());
        Path config = options.function().resolve("config.yaml").toAbsolutePath();
        if (Files.exists(config)) {
            variables.put(EXTENSION_CONFIG, config.toString());
        }
        variables.putAll(options.environment());
        String trust = String.join(" ", endpoint.javaOptions());
        String chosen = options.environment().getOrDefault(EXTENSION_JAVA_OPTIONS, "");
        variables.put(EXTENSION_JAVA_OPTIONS, (trust + " " + chosen).strip());
        return variables;
    }
}
