package io.github.secretscache.locallambda;

import io.github.secretscache.locallambda.api.InvocationEndpoint;
import io.github.secretscache.locallambda.http.ApiServer.Handler;
import io.github.secretscache.locallambda.sandbox.InvocationReport;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.RuntimeCommand;
import io.github.secretscache.locallambda.sandbox.RuntimeCommands;
import io.github.secretscache.locallambda.sandbox.SandboxFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Configures the function; every method returns this. Not thread-safe. */
public final class LocalLambdaBuilder {
    private @Nullable Path layer;

    private Map<String, String> environment = Map.of();
    private Map<String, String> credentials = Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDLOCALLAMBDA",
            "AWS_SECRET_ACCESS_KEY", "local-lambda-secret-key",
            "AWS_SESSION_TOKEN", "local-lambda-session-token");
    private Duration timeout = Duration.ofSeconds(3);

    private @Nullable Duration initLimit;

    private Duration shutdownBudget = Duration.ofSeconds(2);
    private int memorySizeMib = 128;
    private String functionName = InvocationEndpoint.DEFAULT_NAME;
    private String region = "us-east-1";
    private String initializationType = LambdaSettings.ON_DEMAND;
    private boolean freezeBetweenInvocations = true;
    private boolean earlyResponse = true;
    private Consumer<String> log = line -> {};
    private Consumer<InvocationReport> observer = report -> {};
    private @Nullable Path taskRoot;
    private @Nullable String javaHandler;
    private @Nullable String nodeHandler;
    private @Nullable String pythonHandler;
    private @Nullable List<String> runtimeCommand;
    private String runtimeHandler = "";
    private int invocationPort;
    private @Nullable Handler control;

    LocalLambdaBuilder() {}

    /** The function's layer. Default: none. */
    public LocalLambdaBuilder layer(Path layerFolder) {
        layer = folder("layer", layerFolder);
        return this;
    }

    /** The function's unpacked deployment package, Lambda's {@code /var/task}. Required. */
    public LocalLambdaBuilder function(Path taskRoot) {
        this.taskRoot = folder("function", taskRoot);
        return this;
    }

    /** The function is a Java class, run by AWS's runtime interface client. */
    public LocalLambdaBuilder javaHandler(String handler) {
        javaHandler = handler;
        return this;
    }

    /** The function is a Node.js module, run by a small bootstrap on the {@code node} of this JVM's PATH. */
    public LocalLambdaBuilder nodeHandler(String handler) {
        nodeHandler = handler;
        return this;
    }

    /**
     * The function is a Python module, run on the {@code python3} of this JVM's PATH: by AWS's own awslambdaric if
     * that is installed, else by a small bootstrap.
     */
    public LocalLambdaBuilder pythonHandler(String handler) {
        pythonHandler = handler;
        return this;
    }

    /** The function is run by any program that speaks the Runtime API, started in the function's folder. */
    public LocalLambdaBuilder runtimeCommand(List<String> command) {
        return runtimeCommand(command, "");
    }

    /** The same for a program that reads {@code _HANDLER}. */
    public LocalLambdaBuilder runtimeCommand(List<String> command, String handler) {
        runtimeCommand = List.copyOf(command);
        runtimeHandler = handler;
        return this;
    }

    /**
     * The variables that the user has set on the function. Default: none. Nothing of this JVM's own environment is passed
     * on.
     */
    public LocalLambdaBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** The execution role's credentials. Default: made-up ones. */
    public LocalLambdaBuilder credentials(Map<String, String> variables) {
        credentials = Map.copyOf(variables);
        return this;
    }

    /** The function's timeout. Default: 3 s, as in the service. */
    public LocalLambdaBuilder timeout(Duration timeout) {
        this.timeout = positive("timeout", timeout);
        return this;
    }

    /** How long an initialisation before an invocation may take. Default: the service's, 10 s on demand. */
    public LocalLambdaBuilder initLimit(Duration limit) {
        initLimit = positive("initLimit", limit);
        return this;
    }

    /** How long the shutdown phase may take when there is an external extension. Default: 2 s, as in the service. */
    public LocalLambdaBuilder shutdownBudget(Duration budget) {
        shutdownBudget = positive("shutdownBudget", budget);
        return this;
    }

    /**
     * The function's memory. Default: 128. Passed to the processes, and limits a Java function's heap; not enforced
     * otherwise.
     */
    public LocalLambdaBuilder memorySize(int mebibytes) {
        if (mebibytes <= 0) {
            throw new IllegalArgumentException("memorySize must be more than zero MiB: " + mebibytes);
        }
        memorySizeMib = mebibytes;
        return this;
    }

    /** The function's name. Default: {@code function}. */
    public LocalLambdaBuilder functionName(String name) {
        functionName = name;
        return this;
    }

    /** The function's region. Default: {@code us-east-1}. */
    public LocalLambdaBuilder region(String region) {
        this.region = region;
        return this;
    }

    /**
     * The variable {@code AWS_LAMBDA_INITIALIZATION_TYPE}. Default: {@code on-demand}. {@code snap-start} has the
     * restore calls and credentials behind an address; {@code lambda-managed-instances} allows SHUTDOWN only and
     * never freezes.
     */
    public LocalLambdaBuilder initializationType(String type) {
        initializationType = type;
        return this;
    }

    /** The port of {@link LocalLambda#invocationUri()}. Default: 0, any free one. */
    public LocalLambdaBuilder invocationPort(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("invocationPort must be 0 to 65535: " + port);
        }
        invocationPort = port;
        return this;
    }

    /** Answers paths that begin with {@code /_local/} at the invocation port. Default: none. */
    public LocalLambdaBuilder control(Handler handler) {
        control = handler;
        return this;
    }

    /** Whether the processes are stopped between invocations. Default: yes, as in the service. */
    public LocalLambdaBuilder freezeBetweenInvocations(boolean freeze) {
        freezeBetweenInvocations = freeze;
        return this;
    }

    /**
     * Whether the caller gets the answer at once, not only when every extension is done. Default: yes, as in the
     * service.
     */
    public LocalLambdaBuilder earlyResponse(boolean early) {
        earlyResponse = early;
        return this;
    }

    /**
     * Gets every line that the processes and the platform print, with {@code [who]} in front. Called from several
     * threads, one at a time. Default: none.
     */
    public LocalLambdaBuilder log(Consumer<String> sink) {
        log = sink;
        return this;
    }

    /**
     * Gets a report of each invocation when everyone is done with it, before the processes are stopped; they are stopped
     * when it returns. Called by one thread. It must not call the {@link LocalLambda}, which waits for it. Default: none.
     */
    public LocalLambdaBuilder observer(Consumer<InvocationReport> observer) {
        this.observer = observer;
        return this;
    }

    /**
     * Starts the environment and waits until it is initialised. As in the service, a failure is not an
     * exception: {@link LocalLambda#initReport()} has it, and the first invocation tries again.
     *
     * @return the running Lambda
     * @throws IllegalStateException if there is no function, or not exactly one way to run it
     */
    public LocalLambda start() {
        LocalLambda lambda = open();
        try {
            lambda.init();
            return lambda;
        } catch (RuntimeException e) {
            lambda.close();
            throw e;
        }
    }

    /** Everything except the initialisation. */
    LocalLambda open() {
        if (taskRoot == null) {
            throw new IllegalStateException("function(folder) is required");
        }
        SandboxFolder folder = SandboxFolder.create();
        try {
            return new LocalLambda(settings(taskRoot, folder), invocationPort, control);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private LambdaSettings settings(Path root, SandboxFolder folder) {
        return new LambdaSettings(
                InstantSource.system(),
                layer,
                root,
                runtime(root, folder),
                environment,
                credentials,
                timeout,
                initLimit == null ? LambdaSettings.defaultInitLimit(initializationType, timeout) : initLimit,
                shutdownBudget,
                memorySizeMib,
                functionName,
                region,
                initializationType,
                freezeBetweenInvocations,
                earlyResponse,
                folder,
                log,
                observer);
    }

    private RuntimeCommand runtime(Path root, SandboxFolder folder) {
        if (Stream.of(javaHandler, nodeHandler, pythonHandler, runtimeCommand)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalStateException(
                    "one of javaHandler, nodeHandler, pythonHandler and runtimeCommand is required");
        }
        if (javaHandler != null) {
            return RuntimeCommands.java(
                    new RuntimeCommands.JavaFunction(javaHandler, root, layer, memorySizeMib), folder);
        }
        if (nodeHandler != null) {
            return RuntimeCommands.node(nodeHandler);
        }
        if (pythonHandler != null) {
            return RuntimeCommands.python(pythonHandler, layer);
        }
        return RuntimeCommands.custom(Objects.requireNonNull(runtimeCommand), runtimeHandler, root);
    }

    private static Path folder(String property, Path path) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(property + " must be a folder: " + path);
        }
        return path.toAbsolutePath().normalize();
    }

    private static Duration positive(String property, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(property + " must be more than zero: " + duration);
        }
        return duration;
    }
}
