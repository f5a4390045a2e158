package io.github.secretscache.locallambda.sandbox;

import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.LambdaJson;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shutdown phase: first the runtime, then the extensions, all within one budget. */
final class SandboxShutdown {

    private static final Duration INTERNAL_ONLY_BUDGET = Duration.ofMillis(500);
    private static final int RUNTIME_PERCENT = 30;

    private final LambdaSettings settings;
    private final SandboxState state;
    private final SandboxProcesses processes;
    private final LambdaLog log;

    SandboxShutdown(LambdaSettings settings, SandboxState state, SandboxProcesses processes, LambdaLog log) {
        this.settings = settings;
        this.state = state;
        this.processes = processes;
        this.log = log;
    }

    /** Returns when no process is running. */
    void run(String reason) {
        List<ExtensionSession> extensions = state.monitor().locked(() -> {
            state.beginShutdown();
            return List.copyOf(state.extensions().all());
        });
        processes.thaw();
        Duration budget = budget(extensions);
        WallDeadline deadline = WallDeadline.in(settings.clock(), budget);
        stopRuntime(processes.runtime(), budget);
        ApiReply event = event(reason, deadline);
        extensions.stream().filter(ExtensionSession::external).forEach(extension -> end(extension, event));
        if (!state.monitor().await(() -> !processes.anyExtensionAlive(), deadline)) {
            log.platform("Extensions that did not exit in time are killed");
        }
        processes.destroy();
        state.monitor().await(() -> !processes.anyExtensionAlive());
        state.monitor().change(state::end);
    }

    private Duration budget(List<ExtensionSession> extensions) {
        if (extensions.stream().anyMatch(ExtensionSession::external)) {
            return settings.shutdownBudget();
        }
        return extensions.isEmpty() ? Duration.ZERO : INTERNAL_ONLY_BUDGET;
    }

    /** SIGTERM, if there is any extension at all; then SIGKILL. */
    private void stopRuntime(@Nullable ProcessGroup runtime, Duration budget) {
        if (runtime == null) {
            return;
        }
        if (!budget.isZero()) {
            runtime.terminate();
            Duration share = budget.multipliedBy(RUNTIME_PERCENT).dividedBy(100);
            state.monitor().await(() -> !runtime.alive(), WallDeadline.in(settings.clock(), share));
        }
        runtime.kill();
    }

    /** Processes that did not register for the event are killed without it. */
    private void end(ExtensionSession extension, ApiReply event) {
        ProcessGroup process = processes.extension(extension);
        if (extension.subscribes("SHUTDOWN")) {
            state.monitor().change(() -> extension.release(event));
        } else if (process != null) {
            process.kill();
        }
    }

    private static ApiReply event(String reason, WallDeadline deadline) {
        byte[] json = LambdaJson.bytes(LambdaJson.object()
                .put("eventType", "SHUTDOWN")
                .put("deadlineMs", deadline.at().toEpochMilli())
                .put("shutdownReason", reason));
        return ApiReply.of(200, "text/plain; charset=utf-8", json);
    }
}
