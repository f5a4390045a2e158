package io.github.secretscache.locallambda.sandbox;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The state of one sandbox for the two APIs: its extensions, its runtime, and whether it can still continue. Everything
 * except {@link #monitor()} and {@link #clock()} must be used inside the monitor.
 */
public final class SandboxState {

    private final InstantSource clock;
    private final Monitor monitor = new Monitor();
    private final ExtensionRegistry extensions = new ExtensionRegistry();
    private final RuntimeConversation runtime = new RuntimeConversation();
    private final boolean snapStart;

    private @Nullable SandboxFailure failure;
    private boolean shuttingDown;
    private boolean ended;

    SandboxState(InstantSource clock, boolean snapStart) {
        this.clock = clock;
        this.snapStart = snapStart;
    }

    /** The placeholder before the first sandbox: no extension may register, and none is known. */
    static SandboxState none(InstantSource clock) {
        SandboxState state = new SandboxState(clock, false);
        state.extensions.closeRegistration();
        state.ended = true;
        return state;
    }

    public InstantSource clock() {
        return clock;
    }

    public Monitor monitor() {
        return monitor;
    }

    public ExtensionRegistry extensions() {
        return extensions;
    }

    public RuntimeConversation runtime() {
        return runtime;
    }

    /** The first failure counts; after the end has begun there are none. */
    void fail(SandboxFailure cause) {
        if (failure == null && !shuttingDown) {
            failure = cause;
        }
    }

    @Nullable
    SandboxFailure failure() {
        return failure;
    }

    void beginShutdown() {
        shuttingDown = true;
    }

    boolean shuttingDown() {
        return shuttingDown;
    }

    /** Frees every parked request. */
    void end() {
        shuttingDown = true;
        ended = true;
    }

    public boolean ended() {
        return ended;
    }

    /** Register gate: the runtime is started after it. */
    boolean registeredOrFailed() {
        return failure != null || extensions.allRegistered();
    }

    /** Ready gate: counts everyone, whatever they subscribed to. */
    boolean readyOrFailed() {
        RuntimeState wanted = snapStart ? RuntimeState.RESTORE_READY : RuntimeState.READY;
        return failure != null || (runtime.state() == wanted && extensions.allReady());
    }

    /** Invoke gate: the runtime and all extensions that got this invocation have asked for the next one. */
    boolean invokeDoneOrFailed() {
        return failure != null || (runtime.state() == RuntimeState.READY && extensions.invokeDone());
    }
}
