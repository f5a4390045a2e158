package io.github.secretscache.locallambda.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The processes of one sandbox: its extensions and its runtime, each in its own group. Thread-safe. */
final class SandboxProcesses {

    private static final String OPT = "/opt/";
    private static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";
    /** The variable for the wrapper that our layer's wrapper starts next. */
    private static final String NEXT_WRAPPER = "SECRETS_CACHE_ENV_NEXT_WRAPPER";

    private final LambdaSettings settings;
    private final ProcessEnvironment environment;
    private final Watchdog watchdog;
    private final LambdaLog log;
    private final SandboxState state;

    private final Map<ExtensionSession, ProcessGroup> extensions = new LinkedHashMap<>();
    private @Nullable ProcessGroup runtime;
    private boolean frozen;

    SandboxProcesses(
            LambdaSettings settings,
            ProcessEnvironment environment,
            Watchdog watchdog,
            LambdaLog log,
            SandboxState state) {
        this.settings = settings;
        this.environment = environment;
        this.watchdog = watchdog;
        this.log = log;
        this.state = state;
    }

    /** Starts the layer's extensions one after the other, without waiting for any. */
    void startExtensions() {
        if (settings.layer() == null) {
            return;
        }
        for (ExtensionFile file : ExtensionFile.in(settings.layer())) {
            try {
                startExtension(file);
            } catch (LaunchException e) {
                log.platform("EXTENSION\tName: " + file.name() + "\tState: LaunchError\tError Type: " + e.reason());
                state.monitor()
                        .change(() ->
                                state.fail(SandboxFailure.of("Extension.LaunchError", String.valueOf(e.getMessage()))));
                return;
            }
        }
    }

    private void startExtension(ExtensionFile file) throws LaunchException {
        ExtensionSession extension = add(file.name());
        try {
            file.check();
        } catch (LaunchException e) {
            state.monitor().change(extension::launchFailed);
            throw e;
        }
        ProcessGroup process =
                start(file.name(), List.of(file.path().toString()), environment.forExtension(), Path.of("/"));
        synchronized (this) {
            extensions.put(extension, process);
        }
        process.onExit(status -> state.monitor().change(() -> extensionExited(extension, status)));
    }

    private ExtensionSession add(String name) throws LaunchException {
        synchronized (state.monitor()) {
            return state.extensions().addExternal(name);
        }
    }

    private void extensionExited(ExtensionSession extension, int status) {
        if (state.shuttingDown()) {
            extension.ended(status);
            return;
        }
        String type = switch (extension.state()) {
            case INIT_ERROR -> "Extension.InitError";
            case EXIT_ERROR -> "Extension.ExitError";
            default -> "Extension.Crash";
        };
        log.platform("EXTENSION\tName: " + extension.name() + "\tState: "
                + extension.state().wireName() + "\tError Type: "
                + (extension.reportedError() == null ? type : extension.reportedError()));
        state.fail(SandboxFailure.of(type, SandboxFailure.exitMessage(status)));
    }

    void startRuntime() {
        Map<String, String> variables = environment.forRuntime();
        List<String> line = settings.runtime().line();
        variables.computeIfPresent(NEXT_WRAPPER, (name, path) -> inLayer(path));
        String wrapper = variables.getOrDefault(WRAPPER, "");
        if (!wrapper.isEmpty() && settings.runtime().knowsWrapper()) {
            line = Stream.concat(Stream.of(inLayer(wrapper)), line.stream()).toList();
        }
        ProcessGroup process = start("function", line, variables, settings.taskRoot());
        synchronized (this) {
            runtime = process;
        }
        process.onExit(status -> state.monitor().change(() -> runtimeExited(status)));
    }

    /** The layer takes the place of {@code /opt}. */
    private String inLayer(String path) {
        Path layer = settings.layer();
        return layer != null && path.startsWith(OPT)
                ? layer.resolve(path.substring(OPT.length())).toString()
                : path;
    }

    private void runtimeExited(int status) {
        SandboxFailure reported = state.runtime().reportedError();
        String message = status == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: " + SandboxFailure.exitMessage(status);
        state.fail(reported == null ? SandboxFailure.of("Runtime.ExitError", message) : reported);
    }

    private ProcessGroup start(String name, List<String> line, Map<String, String> variables, Path directory) {
        ProcessGroup.Command command = new ProcessGroup.Command(name, line, variables, directory);
        return ProcessGroup.start(command, watchdog, settings.clock().instant(), text -> log.line(name, text));
    }

    synchronized void freeze() {
        if (!frozen) {
            frozen = true;
            watchdog.signal("STOP", ids());
        }
    }

    synchronized void thaw() {
        if (frozen) {
            frozen = false;
            watchdog.signal("CONT", ids());
        }
    }

    synchronized @Nullable ProcessGroup runtime() {
        return runtime;
    }

    synchronized @Nullable ProcessGroup extension(ExtensionSession extension) {
        return extensions.get(extension);
    }

    /** {@return whether any extension's process is still running} */
    synchronized boolean anyExtensionAlive() {
        return extensions.values().stream().anyMatch(ProcessGroup::alive);
    }

    /** Kills the remaining processes, frozen or not, and releases the process ids. */
    synchronized void destroy() {
        watchdog.signal("KILL", ids());
        ids().forEach(watchdog::remove);
    }

    private List<Long> ids() {
        return Stream.concat(extensions.values().stream(), Stream.ofNullable(runtime))
                .map(ProcessGroup::id)
                .toList();
    }
}
