package io.github.secretscache.locallambda.sandbox;

import io.github.secretscache.locallambda.http.LambdaJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sandboxes of the function, one after the other: initialised before or within an invocation, replaced after a
 * failure. Used by the queue's one thread unless a method says otherwise.
 */
public final class Lifecycle {

    private static final String UNHANDLED = "Unhandled";

    private final LambdaSettings settings;
    private final Watchdog watchdog;
    private final LambdaLog log;

    private final ProcessEnvironment environment;
    private volatile SandboxState current;
    private volatile @Nullable Sandbox sandbox;
    private volatile @Nullable InitReport report;
    /** The next sandbox is initialised before the invocation, not within its time limit. */
    private boolean cold = true;

    /** The sandbox has not been invoked yet. */
    private boolean unused = true;

    /** Not done between an answer that its caller has already and the end of its invocation. */
    private volatile CompletableFuture<Boolean> ended = CompletableFuture.completedFuture(true);

    public Lifecycle(LambdaSettings settings, ProcessEnvironment environment, Watchdog watchdog, LambdaLog log) {
        this.settings = settings;
        this.watchdog = watchdog;
        this.log = log;
        this.current = SandboxState.none(settings.clock());
        this.environment = environment;
    }

    /** {@return the sandbox state that the APIs use; any thread} */
    public SandboxState current() {
        return current;
    }

    /** {@return the last initialisation; any thread} */
    @Nullable
    public InitReport report() {
        return report;
    }

    /** {@return the living sandbox; any thread} */
    @Nullable
    public Sandbox sandbox() {
        return sandbox;
    }

    /**
     * Waits until an invocation that has been answered is over. Until then the extensions work on, and only then are
     * the processes frozen. Does not wait for an invocation without an answer; any thread.
     */
    public void awaitEnd() {
        ended.join();
    }

    /**
     * Initialises a sandbox before its first invocation.
     *
     * @return why that failed, if it did; then the sandbox has ended
     */
    @Nullable
    public SandboxFailure coldStart() {
        // Managed Instances replace the whole environment; everywhere else the first invocation tries again.
        cold = settings.managedInstances();
        SandboxFailure failed = init(WallDeadline.in(settings.clock(), settings.initLimit()), "init");
        if (failed == null) {
            rest();
        } else {
            reset(failed);
        }
        return failed;
    }

    private @Nullable SandboxFailure init(WallDeadline deadline, String phase) {
        SandboxState state = new SandboxState(settings.clock(), settings.snapStart());
        SandboxProcesses processes = new SandboxProcesses(settings, environment, watchdog, log, state);
        Sandbox fresh = new Sandbox(settings, state, processes, log);
        settings.folder().emptyTmp();
        current = state;
        sandbox = fresh;
        unused = true;
        InitReport outcome = fresh.init(deadline);
        report = outcome;
        if (outcome.outcome() != InitReport.Outcome.SUCCESS) {
            log.platform(String.format(
                    "INIT_REPORT Init Duration: %.2f ms\tPhase: %s\tStatus: %s\tError Type: %s",
                    millis(outcome.begin(), outcome.end()),
                    phase,
                    outcome.outcome().name().toLowerCase(Locale.ROOT),
                    outcome.errorType()));
        }
        return fresh.failure();
    }

    /** Completes the answer as soon as the caller may have it, and returns when the sandbox is idle again. */
    public void invoke(InvocationRequest request, CompletableFuture<InvocationResult> answer) {
        try {
            serve(request, answer);
        } finally {
            ended.complete(true);
        }
    }

    private void serve(InvocationRequest request, CompletableFuture<InvocationResult> answer) {
        log.clearTail();
        SandboxFailure failed = sandbox == null && cold ? coldStart() : null;
        Invocation invocation = new Invocation(request, WallDeadline.in(settings.clock(), settings.timeout()));
        if (sandbox == null && !cold) {
            failed = init(invocation.deadline(), "invoke");
        }
        boolean first = unused;
        Sandbox ready = sandbox;
        Instant begin = settings.clock().instant();
        if (failed == null && ready != null) {
            unused = false;
            failed = run(ready, invocation, answer);
        }
        Duration duration = Duration.between(begin, settings.clock().instant());
        answerEarly(answer, result(invocation, failed));
        settings.observer()
                .accept(new InvocationReport(invocation.requestId(), first, duration, errorType(invocation, failed)));
        if (failed == null) {
            rest();
        } else {
            reset(failed);
        }
        answer.complete(result(invocation, failed));
    }

    private void answerEarly(CompletableFuture<InvocationResult> answer, InvocationResult result) {
        if (settings.earlyResponse() && !answer.isDone()) {
            ended = new CompletableFuture<>();
            answer.complete(result);
        }
    }

    private @Nullable SandboxFailure run(
            Sandbox ready, Invocation invocation, CompletableFuture<InvocationResult> answer) {
        String id = invocation.requestId();
        log.platform("START RequestId: " + id + " Version: " + LambdaSettings.VERSION);
        Instant begin = settings.clock().instant();
        SandboxFailure failed = ready.invoke(invocation, () -> answerEarly(answer, result(invocation, null)));
        double duration = millis(begin, settings.clock().instant());
        log.platform("END RequestId: " + id);
        log.platform(String.format(
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB%s",
                id,
                duration,
                Math.ceil(duration),
                settings.memorySizeMib(),
                failed == null
                        ? ""
                        : "\tStatus: " + (failed.timeout() ? "timeout" : "error\tError Type: " + failed.errorType())));
        return failed;
    }

    private InvocationResult result(Invocation invocation, @Nullable SandboxFailure failed) {
        Invocation.Answer answer = invocation.answer();
        if (answer != null) {
            boolean error = answer.functionError() || failed != null;
            return new InvocationResult(invocation.requestId(), answer.body(), error ? UNHANDLED : null, log.tail());
        }
        return new InvocationResult(
                invocation.requestId(), body(invocation, Objects.requireNonNull(failed)), UNHANDLED, log.tail());
    }

    private static @Nullable String errorType(Invocation invocation, @Nullable SandboxFailure failed) {
        if (failed != null) {
            return failed.errorType();
        }
        Invocation.Answer answer = invocation.answer();
        return answer != null && answer.functionError() ? UNHANDLED : null;
    }

    private static byte[] body(Invocation invocation, SandboxFailure failed) {
        if (failed.runtimeBody() != null) {
            return failed.runtimeBody().getBytes(StandardCharsets.UTF_8);
        }
        String message = "RequestId: " + invocation.requestId() + " Error: " + failed.message();
        return LambdaJson.bytes(LambdaJson.error(failed.errorType(), message));
    }

    private void rest() {
        Sandbox living = sandbox;
        if (living != null && settings.freezeBetweenInvocations() && !settings.managedInstances()) {
            living.freeze();
        }
    }

    private void reset(SandboxFailure failed) {
        end(failed.timeout() ? "timeout" : "failure");
    }

    /** Ends the environment in an orderly way; the next invocation finds none. */
    public void shutdown(String reason) {
        end(reason);
        cold = true;
    }

    /** What ends from now on does so on purpose; any thread. */
    public void close() {
        SandboxState last = current;
        last.monitor().change(last::beginShutdown);
    }

    private void end(String reason) {
        Sandbox living = sandbox;
        if (living != null) {
            living.shutdown(reason);
            sandbox = null;
        }
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }
}
