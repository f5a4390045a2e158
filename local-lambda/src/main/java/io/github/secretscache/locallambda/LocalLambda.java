package io.github.secretscache.locallambda;

import io.github.secretscache.locallambda.api.CredentialsApi;
import io.github.secretscache.locallambda.api.ExtensionsApi;
import io.github.secretscache.locallambda.api.InvocationEndpoint;
import io.github.secretscache.locallambda.api.LocalApi;
import io.github.secretscache.locallambda.api.RuntimeApi;
import io.github.secretscache.locallambda.http.ApiServer;
import io.github.secretscache.locallambda.http.ApiServer.Handler;
import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationQueue;
import io.github.secretscache.locallambda.sandbox.InvocationReport;
import io.github.secretscache.locallambda.sandbox.InvocationRequest;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LambdaLog;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.Lifecycle;
import io.github.secretscache.locallambda.sandbox.ProcessEnvironment;
import io.github.secretscache.locallambda.sandbox.RuntimeCommand;
import io.github.secretscache.locallambda.sandbox.RuntimeCommands;
import io.github.secretscache.locallambda.sandbox.Sandbox;
import io.github.secretscache.locallambda.sandbox.SandboxFolder;
import io.github.secretscache.locallambda.sandbox.SandboxState;
import io.github.secretscache.locallambda.sandbox.Watchdog;
import java.io.UncheckedIOException;
import java.net.URI;
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

/**
 * AWS Lambda for one function on this machine: Runtime API, Extensions API and the execution environment's life, with
 * real processes. Linux only; needs {@code setsid} and {@code sh}. Thread-safe; invocations queue, because one
 * environment serves one at a time.
 *
 * <p>What it does is what the service does, as far as a single machine can: extensions are launched from the layer's
 * {@code extensions} folder, the function starts when all have registered and is invoked when all are ready; between
 * invocations every process is stopped; a failure or a timeout ends the environment, and the next invocation gets a new
 * one. There is no limit of CPU, no Telemetry API, and a Managed Instances environment serves one invocation at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Execution environment
 *     lifecycle</a>
 */
public final class LocalLambda implements AutoCloseable {

    private final Watchdog watchdog;
    private final ApiServer api;
    private final ApiServer endpoint;
    private final SandboxFolder folder;
    private final Lifecycle lifecycle;
    private final InvocationQueue queue = new InvocationQueue();

    private LocalLambda(LambdaSettings settings, int invocationPort, @Nullable Handler control) {
        CredentialsApi credentials = new CredentialsApi(settings);
        ExtensionsApi extensions = new ExtensionsApi(settings, this::current);
        RuntimeApi runtime = new RuntimeApi(settings, this::current);
        api = ApiServer.start("Runtime API", 0, new LocalApi(extensions, runtime, credentials));
        watchdog = Watchdog.start();
        folder = settings.folder();
        watchdog.deleteAtTheEnd(folder);
        Map<String, String> variables =
                settings.snapStart() ? credentials.variables(api.address()) : settings.credentials();
        ProcessEnvironment environment = new ProcessEnvironment(settings, api.address(), variables);
        lifecycle = new Lifecycle(settings, environment, watchdog, new LambdaLog(settings.log()));
        try {
            endpoint = ApiServer.start(
                    "invocation endpoint", invocationPort, new InvocationEndpoint(settings, this::invoke, control));
        } catch (UncheckedIOException e) {
            watchdog.close();
            api.close();
            throw e;
        }
    }

    /** {@return a builder with every default} */
    public static Builder builder() {
        return new Builder();
    }

    private SandboxState current() {
        return lifecycle.current();
    }

    /** Initialises the environment. */
    void init() {
        queue.<Boolean>call(done -> {
            lifecycle.coldStart();
            done.complete(true);
        });
    }

    /**
     * Invokes the function and waits for its answer. If there is no environment, because its initialisation failed or
     * because the last one has ended, a new one is initialised first.
     *
     * @param payload the event, JSON for most runtimes
     * @return the answer, or the error in place of it
     * @throws IllegalStateException if this is or gets closed
     */
    public InvocationResult invoke(byte[] payload) {
        return invoke(InvocationRequest.of(payload.clone()));
    }

    private InvocationResult invoke(InvocationRequest request) {
        return queue.call(answer -> lifecycle.invoke(request, answer));
    }

    /**
     * Where the function can be invoked over HTTP, also by {@code aws lambda invoke --endpoint-url}, under its own name
     * or the name {@code function}.
     *
     * @return {@code http://127.0.0.1:<port>/2015-03-31/functions/function/invocations}
     */
    public URI invocationUri() {
        return URI.create("http://" + endpoint.address() + "/2015-03-31/functions/" + InvocationEndpoint.DEFAULT_NAME
                + "/invocations");
    }

    /** {@return how the last initialisation went} */
    public InitReport initReport() {
        return Objects.requireNonNull(lifecycle.report(), "start() has not returned");
    }

    /** {@return {@code AWS_LAMBDA_RUNTIME_API}, {@code host:port}} */
    String runtimeApi() {
        return api.address();
    }

    /** Stops every process of the environment where it is (SIGSTOP). The next invocation or shutdown thaws it. */
    public void freeze() {
        Sandbox sandbox = lifecycle.sandbox();
        if (sandbox != null) {
            sandbox.freeze();
        }
    }

    /** Lets the processes go on (SIGCONT). */
    public void thaw() {
        Sandbox sandbox = lifecycle.sandbox();
        if (sandbox != null) {
            sandbox.thaw();
        }
    }

    /**
     * Ends the environment as the service does: SIGTERM to the runtime, SHUTDOWN to the extensions, SIGKILL to what is
     * left when the budget is spent. Waits for invocations that were asked for before. A later invocation starts cold.
     *
     * @param reason what extensions are told; the service says {@code spindown}, {@code timeout} or {@code failure}
     */
    public void shutdown(String reason) {
        queue.<Boolean>call(done -> {
            lifecycle.shutdown(reason);
            done.complete(true);
        });
    }

    /** Kills every process at once and closes the ports. Does nothing the second time. */
    @Override
    public void close() {
        queue.close();
        watchdog.close();
        api.close();
        endpoint.close();
        folder.close();
    }

    /** Says what the function is; every method returns this. Not thread-safe. */
    public static final class Builder {
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
        private int invocationPort;
        private @Nullable Handler control;

        private Builder() {}

        /** The function's layer. Default: none. */
        public Builder layer(Path layerFolder) {
            layer = folder("layer", layerFolder);
            return this;
        }

        /** The function's unpacked deployment package, Lambda's {@code /var/task}. Required. */
        public Builder function(Path taskRoot) {
            this.taskRoot = folder("function", taskRoot);
            return this;
        }

        /** The function is a Java class, run by AWS's runtime interface client. */
        public Builder javaHandler(String handler) {
            javaHandler = handler;
            return this;
        }

        /** The function is a Node.js module, run by a small bootstrap on the {@code node} of this JVM's PATH. */
        public Builder nodeHandler(String handler) {
            nodeHandler = handler;
            return this;
        }

        /**
         * The function is a Python module, run on the {@code python3} of this JVM's PATH: by AWS's own awslambdaric where
         * that is installed, else by a small bootstrap.
         */
        public Builder pythonHandler(String handler) {
            pythonHandler = handler;
            return this;
        }

        /** The function is run by any program that speaks the Runtime API, started in the function's folder. */
        public Builder runtimeCommand(List<String> command) {
            runtimeCommand = List.copyOf(command);
            return this;
        }

        /**
         * The variables that the customer has set on the function. Default: none. Of this JVM's own environment nothing
         * is passed on.
         */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** The execution role's credentials. Default: made-up ones. */
        public Builder credentials(Map<String, String> variables) {
            credentials = Map.copyOf(variables);
            return this;
        }

        /** The function's timeout. Default: 3 s, as in the service. */
        public Builder timeout(Duration timeout) {
            this.timeout = positive("timeout", timeout);
            return this;
        }

        /** How long an initialisation ahead of an invocation may take. Default: the service's, 10 s on demand. */
        public Builder initLimit(Duration limit) {
            initLimit = positive("initLimit", limit);
            return this;
        }

        /** How long the shutdown phase may take when there is an external extension. Default: 2 s, as in the service. */
        public Builder shutdownBudget(Duration budget) {
            shutdownBudget = positive("shutdownBudget", budget);
            return this;
        }

        /** The function's memory. Default: 128. Told to the processes, and bounds a Java function's heap; not enforced. */
        public Builder memorySize(int mebibytes) {
            if (mebibytes <= 0) {
                throw new IllegalArgumentException("memorySize must be more than zero MiB: " + mebibytes);
            }
            memorySizeMib = mebibytes;
            return this;
        }

        /** The function's name. Default: {@code function}. */
        public Builder functionName(String name) {
            functionName = name;
            return this;
        }

        /** The function's region. Default: {@code us-east-1}. */
        public Builder region(String region) {
            this.region = region;
            return this;
        }

        /**
         * The variable {@code AWS_LAMBDA_INITIALIZATION_TYPE}. Default: {@code on-demand}. {@code snap-start} has the
         * restore calls and credentials behind an address; {@code lambda-managed-instances} allows SHUTDOWN only and
         * never freezes.
         */
        public Builder initializationType(String type) {
            initializationType = type;
            return this;
        }

        /** The port of {@link LocalLambda#invocationUri()}. Default: 0, any free one. */
        public Builder invocationPort(int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("invocationPort must be 0 to 65535: " + port);
            }
            invocationPort = port;
            return this;
        }

        /** Who answers paths that begin with {@code /_local/} at the invocation port. Default: nobody. */
        public Builder control(Handler handler) {
            control = handler;
            return this;
        }

        /** Whether the processes are stopped while nothing is invoked. Default: yes, as in the service. */
        public Builder freezeBetweenInvocations(boolean freeze) {
            freezeBetweenInvocations = freeze;
            return this;
        }

        /**
         * Whether the caller gets the answer at once, and not only when every extension is done. Default: yes, as in
         * the service.
         */
        public Builder earlyResponse(boolean early) {
            earlyResponse = early;
            return this;
        }

        /**
         * Gets every line that the processes print, and the platform's own, with {@code [who]} in front. Called from
         * several threads, one at a time. Default: nobody.
         */
        public Builder log(Consumer<String> sink) {
            log = sink;
            return this;
        }

        /**
         * Is told of each invocation when everyone is done with it, before the processes are stopped; they rest when it
         * returns. Called by one thread. Default: nobody.
         */
        public Builder observer(Consumer<InvocationReport> observer) {
            this.observer = observer;
            return this;
        }

        /**
         * Starts the environment and waits until it is initialised. If that fails it is not an exception, as in the
         * service: {@link LocalLambda#initReport()} says so, and the first invocation tries again.
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

        /** All but the initialisation. */
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
            return RuntimeCommands.custom(Objects.requireNonNull(runtimeCommand), root);
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
}
