package io.github.secretscache.locallambda.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.LambdaJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One life of an execution environment: initialised once, invoked many times, shut down once. */
public final class Sandbox {

    private static final Duration RESTORE_LIMIT = Duration.ofSeconds(10);

    private final LambdaSettings settings;
    private final LambdaLog log;
    private final SandboxState state;
    private final SandboxProcesses processes;

    Sandbox(LambdaSettings settings, SandboxState state, SandboxProcesses processes, LambdaLog log) {
        this.settings = settings;
        this.state = state;
        this.processes = processes;
        this.log = log;
    }

    /** Extensions, register gate, runtime, ready gate. */
    InitReport init(WallDeadline deadline) {
        Instant begin = settings.clock().instant();
        processes.startExtensions();
        boolean inTime = state.monitor().await(state::registeredOrFailed, deadline);
        if (inTime && !failed()) {
            processes.startRuntime();
            inTime = state.monitor().await(state::readyOrFailed, deadline);
        }
        boolean late = !inTime;
        return state.monitor().locked(() -> {
            if (late) {
                state.fail(SandboxFailure.of(SandboxFailure.TIMEOUT, "the initialisation did not end in time"));
            }
            state.extensions().all().forEach(this::announce);
            return report(begin, state.failure());
        });
    }

    private boolean failed() {
        return state.monitor().locked(() -> state.failure() != null);
    }

    private void announce(ExtensionSession extension) {
        log.platform("EXTENSION\tName: " + extension.name() + "\tState: "
                + extension.state().wireName() + "\tEvents: " + extension.events());
    }

    private InitReport report(Instant begin, @Nullable SandboxFailure failure) {
        ProcessGroup runtime = processes.runtime();
        Instant runtimeStart = runtime == null ? null : runtime.started();
        List<InitReport.ExtensionTimes> times = state.extensions().all().stream()
                .map(extension -> times(extension, runtimeStart))
                .toList();
        InitReport.Outcome outcome = failure == null
                ? InitReport.Outcome.SUCCESS
                : failure.timeout() ? InitReport.Outcome.TIMEOUT : InitReport.Outcome.ERROR;
        return new InitReport(
                outcome,
                failure == null ? null : failure.errorType(),
                failure == null ? null : failure.message(),
                begin,
                times,
                runtimeStart,
                state.runtime().firstNext(),
                settings.clock().instant());
    }

    private InitReport.ExtensionTimes times(ExtensionSession extension, @Nullable Instant runtimeStart) {
        ProcessGroup process = processes.extension(extension);
        return new InitReport.ExtensionTimes(
                extension.name(),
                process == null ? 0 : process.id(),
                process == null ? runtimeStart : process.started(),
                extension.registered(),
                extension.firstNext());
    }

    /**
     * Sends the event to everyone at the same moment and waits until everyone is done with it.
     *
     * @param onAnswer called as soon as the runtime has answered
     * @return the failure, if there was one; there may be an answer nevertheless
     */
    @Nullable
    SandboxFailure invoke(Invocation invocation, Runnable onAnswer) {
        processes.thaw();
        if (settings.snapStart()) {
            restore();
        }
        boolean begun = state.monitor().locked(() -> begin(invocation));
        if (!begun) {
            return failure();
        }
        WallDeadline deadline = invocation.deadline();
        boolean answered =
                state.monitor().await(() -> invocation.answer() != null || state.failure() != null, deadline);
        if (invocation.answer() != null) {
            onAnswer.run();
        }
        boolean done = answered && state.monitor().await(state::invokeDoneOrFailed, deadline);
        return state.monitor().locked(() -> {
            state.runtime().forget();
            if (!done) {
                state.fail(timedOut());
            }
            return state.failure();
        });
    }

    private boolean begin(Invocation invocation) {
        if (state.failure() != null) {
            return false;
        }
        state.runtime().release(invocation);
        ApiReply event = event(invocation);
        state.extensions().subscribers("INVOKE").forEach(extension -> extension.release(event));
        return true;
    }

    private void restore() {
        boolean waiting = state.monitor().locked(() -> {
            boolean snapshot = state.failure() == null && state.runtime().state() == RuntimeState.RESTORE_READY;
            if (snapshot) {
                state.runtime().restore();
            }
            return snapshot;
        });
        WallDeadline deadline = WallDeadline.in(settings.clock(), RESTORE_LIMIT);
        if (waiting && !state.monitor().await(this::restoredOrFailed, deadline)) {
            state.monitor()
                    .change(() -> state.fail(SandboxFailure.of("Runtime.RestoreTimeout", "the restore took too long")));
        }
    }

    private boolean restoredOrFailed() {
        return state.failure() != null || state.runtime().state() == RuntimeState.READY;
    }

    private SandboxFailure timedOut() {
        double seconds = settings.timeout().toMillis() / 1000.0;
        return SandboxFailure.of(SandboxFailure.TIMEOUT, String.format("Task timed out after %.2f seconds", seconds));
    }

    private ApiReply event(Invocation invocation) {
        ObjectNode event = LambdaJson.object()
                .put("eventType", "INVOKE")
                .put("deadlineMs", invocation.deadline().at().toEpochMilli())
                .put("requestId", invocation.requestId())
                .put("invokedFunctionArn", settings.functionArn());
        if (!invocation.request().traceId().isEmpty()) {
            event.putObject("tracing")
                    .put("type", "X-Amzn-Trace-Id")
                    .put("value", invocation.request().traceId());
        }
        return ApiReply.of(200, "application/json", LambdaJson.bytes(event))
                .with("Lambda-Extension-Event-Identifier", UUID.randomUUID().toString());
    }

    @Nullable
    SandboxFailure failure() {
        synchronized (state.monitor()) {
            return state.failure();
        }
    }

    public void freeze() {
        processes.freeze();
    }

    public void thaw() {
        processes.thaw();
    }

    void shutdown(String reason) {
        new SandboxShutdown(settings, state, processes, log).run(reason);
    }
}
