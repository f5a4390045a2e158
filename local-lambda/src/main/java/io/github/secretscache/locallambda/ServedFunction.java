package io.github.secretscache.locallambda;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Starts a function with its layer in a Lambda whose AWS clients talk to a Secrets Manager endpoint of ours. */
final class ServedFunction {

    /** Options for the extension's JVM; its launcher passes on no others. */
    private static final String EXTENSION_JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    private static final int MEMORY_MIB = 512;

    private ServedFunction() {}

    /** Returns when it is initialised; what it opens goes to {@code things}. */
    static LocalLambda start(
            CommandLine.Options options, SecretsManagerEndpoint endpoint, OpenThings things, Consumer<String> log) {
        LayerFolder layer = things.add(LayerFolder.open(options.layer()));
        LocalLambda.Builder builder = LocalLambda.builder()
                .layer(layer.path())
                .function(options.function())
                .environment(environment(options.environment(), endpoint))
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
    private static Map<String, String> environment(Map<String, String> chosen, SecretsManagerEndpoint endpoint) {
        Map<String, String> variables = new TreeMap<>(endpoint.environment());
        variables.putAll(chosen);
        String trust = String.join(" ", endpoint.javaOptions());
        variables.put(EXTENSION_JAVA_OPTIONS, (trust + " " + chosen.getOrDefault(EXTENSION_JAVA_OPTIONS, "")).strip());
        return variables;
    }
}
