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
import io.github.secretscache.locallambda.sandbox.InvocationRequest;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LambdaLog;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.Lifecycle;
import io.github.secretscache.locallambda.sandbox.ProcessEnvironment;
import io.github.secretscache.locallambda.sandbox.Sandbox;
import io.github.secretscache.locallambda.sandbox.SandboxFolder;
import io.github.secretscache.locallambda.sandbox.SandboxState;
import io.github.secretscache.locallambda.sandbox.Watchdog;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AWS Lambda for one function on this machine: Runtime API, Extensions API and the execution environment's life, with
 * real processes. Linux only; needs {@code setsid} and {@code sh}. Thread-safe; invocations queue, because one
 * environment serves one at a time.
 *
 * <p>It does what the service does, as far as a single machine can: extensions are launched from the layer's
 * {@code extensions} folder, the function starts when all have registered and is invoked when all are ready; between
 * invocations every process is stopped; a failure or a timeout ends the environment, and the next invocation gets a new
 * one. There is no CPU limit and no Telemetry API, and a Managed Instances environment serves one invocation at a time.
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

    LocalLambda(LambdaSettings settings, int invocationPort, @Nullable Handler control) {
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
    public static LocalLambdaBuilder builder() {
        return new LocalLambdaBuilder();
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
     * @return the answer, or the error instead
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

    /**
     * Stops every process of the environment (SIGSTOP). The next invocation or shutdown thaws it. If an invocation has
     * been answered and is not over, because an extension has not called {@code next} yet, this waits for its end.
     */
    public void freeze() {
        lifecycle.awaitEnd();
        Sandbox sandbox = lifecycle.sandbox();
        if (sandbox != null) {
            sandbox.freeze();
        }
    }

    /**
     * Lets the processes continue (SIGCONT) until an invocation ends or {@link #freeze} is called. If an invocation has
     * been answered and is not over, this waits for its end, which would freeze them again.
     */
    public void thaw() {
        lifecycle.awaitEnd();
        Sandbox sandbox = lifecycle.sandbox();
        if (sandbox != null) {
            sandbox.thaw();
        }
    }

    /**
     * Ends the environment as the service does: SIGTERM to the runtime, SHUTDOWN to the extensions, SIGKILL to the
     * remaining processes when the budget is spent. Waits for earlier invocations. A later invocation starts cold.
     *
     * @param reason the reason that extensions get; the service sends {@code spindown}, {@code timeout} or {@code
     *     failure}
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
        lifecycle.close();
        watchdog.close();
        api.close();
        endpoint.close();
        folder.close();
    }
}
