package io.github.secretscache.locallambda.sandbox;

import io.github.secretscache.locallambda.http.ApiException;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.NoReplyException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One extension as the Extensions API sees it: its state and the event it waits for. Not thread-safe: every call is
 * made inside the sandbox's {@link Monitor}.
 */
public final class ExtensionSession {

    private static final String NOT_ALLOWED = "State transition is not allowed";

    private final String name;
    private final boolean external;
    private final UUID id = UUID.randomUUID();

    private ExtensionState state = ExtensionState.STARTED;
    private Set<String> events = Set.of();
    /** The answer of the parked {@code next}. */
    private @Nullable ApiReply released;
    /** The immediate answer of a {@code next} that has not been called yet. */
    private @Nullable ApiReply onNext;

    private boolean parked;
    private @Nullable String reportedError;
    private @Nullable Instant registered;
    private @Nullable Instant firstNext;

    private ExtensionSession(String name, boolean external) {
        this.name = name;
        this.external = external;
    }

    /** A process that was launched from the layer. */
    static ExtensionSession external(String name) {
        return new ExtensionSession(name, true);
    }

    /** A part of the runtime process. */
    static ExtensionSession internal(String name) {
        return new ExtensionSession(name, false);
    }

    public void register(Set<String> events, Instant now) {
        move(ExtensionState.REGISTERED, name);
        this.events = Set.copyOf(events);
        registered = now;
    }

    /** Parks until an event is released or the sandbox ends, even if the client closes its connection. */
    public ApiReply next(Monitor monitor, BooleanSupplier ended, Instant now) {
        move(ExtensionState.READY, id.toString());
        if (firstNext == null) {
            firstNext = now;
        }
        ApiReply waiting = onNext;
        onNext = null;
        parked = true;
        if (waiting != null) {
            release(waiting);
        }
        monitor.await(() -> released != null || ended.getAsBoolean());
        parked = false;
        ApiReply reply = released;
        released = null;
        if (reply == null) {
            throw new NoReplyException();
        }
        return reply;
    }

    /** Passes an event to the parked {@code next}, or keeps it for the next call. */
    void release(ApiReply event) {
        if (state == ExtensionState.READY) {
            state = ExtensionState.RUNNING;
            released = event;
        } else if (parked) {
            released = refusal(state, ExtensionState.RUNNING, id.toString(), "Concurrent state modification")
                    .reply();
        } else {
            onNext = event;
        }
    }

    public void initError(String errorType) {
        move(ExtensionState.INIT_ERROR, id.toString());
        report(errorType);
    }

    public void exitError(String errorType) {
        if (!state.allows(ExtensionState.EXIT_ERROR)) {
            // Lambda's message names a target other than the real one here.
            throw refusal(state, ExtensionState.EXITED, id.toString(), NOT_ALLOWED);
        }
        state = ExtensionState.EXIT_ERROR;
        report(errorType);
    }

    /** The first report counts. */
    private void report(String errorType) {
        if (reportedError == null) {
            reportedError = errorType;
        }
    }

    void launchFailed() {
        state = ExtensionState.LAUNCH_ERROR;
    }

    /** Its process has ended during shutdown. */
    void ended(int exitStatus) {
        ExtensionState target = exitStatus == 0 ? ExtensionState.EXITED : ExtensionState.SHUTDOWN_FAILED;
        if (state.allows(target)) {
            state = target;
        }
    }

    private void move(ExtensionState target, String who) {
        if (!state.allows(target)) {
            throw refusal(state, target, who, NOT_ALLOWED);
        }
        state = target;
    }

    private static ApiException refusal(ExtensionState from, ExtensionState to, String who, String why) {
        return ApiException.forbidden(
                "Extension.InvalidExtensionState",
                "State transition from " + from.wireName() + " to " + to.wireName() + " failed for extension " + who
                        + ". Error: " + why);
    }

    String name() {
        return name;
    }

    boolean external() {
        return external;
    }

    public UUID id() {
        return id;
    }

    ExtensionState state() {
        return state;
    }

    boolean subscribes(String event) {
        return events.contains(event);
    }

    Set<String> events() {
        return events;
    }

    /** The error type it gave itself; Lambda shows it in the log only. */
    @Nullable
    String reportedError() {
        return reportedError;
    }

    @Nullable
    Instant registered() {
        return registered;
    }

    @Nullable
    Instant firstNext() {
        return firstNext;
    }
}
