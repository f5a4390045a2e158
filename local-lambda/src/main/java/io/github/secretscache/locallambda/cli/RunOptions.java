package io.github.secretscache.locallambda.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code run}, checked.
 *
 * @param layer a folder or a zip
 * @param environment the function's own variables
 * @param cachePort where the extension serves
 * @param freeze whether the processes are stopped between invocations
 */
record RunOptions(
        Path layer,
        Path function,
        FunctionRuntime runtime,
        @Nullable Path secrets,
        Map<String, String> environment,
        Duration timeout,
        int memoryMib,
        int port,
        int cachePort,
        int secretsPort,
        boolean freeze) {

    static final int DEFAULT_PORT = 9000;
    static final int DEFAULT_CACHE_PORT = 8080;
    static final int DEFAULT_TIMEOUT_SECONDS = 30;
    static final int DEFAULT_MEMORY_MIB = 512;

    private static final int MAX_TIMEOUT_SECONDS = 900;
    private static final int MAX_MEMORY_MIB = 10_240;
    private static final Set<String> OPTIONS = Set.of(
            "--function",
            "--handler",
            "--runtime",
            "--runtime-command",
            "--layer",
            "--secrets",
            "--env",
            "--timeout",
            "--memory",
            "--port",
            "--cache-port",
            "--secrets-port");

    /** Throws a UsageException with every problem. */
    static RunOptions parse(List<String> words) {
        ArgumentReader arguments = new ArgumentReader(words, OPTIONS, Set.of("--no-freeze"));
        var unused = arguments.plain(0);
        Path function = arguments.folder("--function");
        if (function == null) {
            arguments.needed("--function", "the folder of the function");
        }
        FunctionRuntime runtime = function == null ? null : new RuntimeFinder(arguments, function).find();
        Path layer = arguments.has("--layer") ? arguments.existing("--layer") : BuiltLayer.find();
        if (layer == null) {
            arguments.needed("--layer", "the folder or zip of a layer, because none is built here");
        }
        Path secrets = arguments.file("--secrets");
        Map<String, String> environment = FunctionVariables.read(arguments);
        Duration timeout =
                Duration.ofSeconds(arguments.number("--timeout", DEFAULT_TIMEOUT_SECONDS, 1, MAX_TIMEOUT_SECONDS));
        int memoryMib = arguments.number("--memory", DEFAULT_MEMORY_MIB, 128, MAX_MEMORY_MIB);
        int port = arguments.port("--port", DEFAULT_PORT, 0);
        int cachePort = arguments.port("--cache-port", DEFAULT_CACHE_PORT, 1);
        int secretsPort = arguments.port("--secrets-port", 0, 0);
        if ((port != 0 && (port == cachePort || port == secretsPort)) || cachePort == secretsPort) {
            arguments.problem("--port, --cache-port, --secrets-port: must differ; received " + port + ", " + cachePort
                    + ", " + secretsPort);
        }
        arguments.check();
        return new RunOptions(
                Objects.requireNonNull(layer),
                Objects.requireNonNull(function),
                Objects.requireNonNull(runtime),
                secrets,
                environment,
                timeout,
                memoryMib,
                port,
                cachePort,
                secretsPort,
                !arguments.has("--no-freeze"));
    }

    /** Without the values of variables, which may be secret. */
    @Override
    public String toString() {
        return "RunOptions[" + runtime.title() + " in " + function + ", variables " + environment.keySet() + "]";
    }
}
