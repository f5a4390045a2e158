package io.github.secretscache.locallambda.sandbox;

import io.github.secretscache.locallambda.http.ApiException;
import io.github.secretscache.locallambda.http.NoReplyException;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runtime as the Runtime API sees it: its state and the invocation it works on. Not thread-safe: every call is made
 * inside the sandbox's {@link Monitor}.
 */
public final class RuntimeConversation {

    private RuntimeState state = RuntimeState.STARTED;
    private @Nullable Invocation current;
    private int released;
    private @Nullable SandboxFailure reportedError;
    private @Nullable Instant firstNext;

    /** Parks until an invocation is released. While an invocation is in progress, returns that one again, at once. */
    public Invocation next(Monitor monitor, BooleanSupplier ended, Instant now) {
        if (state == RuntimeState.RUNNING && current != null) {
            return current;
        }
        move(RuntimeState.READY);
        if (firstNext == null) {
            firstNext = now;
        }
        int seen = released;
        monitor.await(() -> released != seen || ended.getAsBoolean());
        if (released == seen || current == null) {
            throw new NoReplyException();
        }
        return current;
    }

    /** Passes an invocation to the parked {@code next}. */
    void release(Invocation invocation) {
        move(RuntimeState.RUNNING);
        current = invocation;
        released++;
    }

    /** SnapStart: parks until the snapshot is restored. */
    public void restoreNext(Monitor monitor, BooleanSupplier ended) {
        move(RuntimeState.RESTORE_READY);
        monitor.await(() -> state == RuntimeState.RESTORING || ended.getAsBoolean());
        if (state != RuntimeState.RESTORING) {
            throw new NoReplyException();
        }
    }

    void restore() {
        move(RuntimeState.RESTORING);
    }

    /** The id is checked before the state. */
    public void answer(String requestId, Invocation.Answer answer) {
        if (current == null || !current.requestId().equals(requestId)) {
            throw ApiException.of(400, "InvalidRequestID", "Invalid request ID");
        }
        move(answer.functionError() ? RuntimeState.ERROR_RESPONSE : RuntimeState.RESPONSE);
        current.answer(answer);
        state = RuntimeState.RESPONSE_SENT;
    }

    /** The invocation is over for everyone, and its id becomes invalid. */
    void forget() {
        current = null;
    }

    public void initError(SandboxFailure failure) {
        move(RuntimeState.INIT_ERROR);
        reportedError = failure;
    }

    public void restoreError(SandboxFailure failure) {
        move(RuntimeState.RESTORE_ERROR);
        reportedError = failure;
    }

    private void move(RuntimeState target) {
        if (!state.allows(target)) {
            throw ApiException.forbidden(
                    "InvalidStateTransition",
                    "State transition from " + state.wireName() + " to " + target.wireName()
                            + " failed for runtime. Error: State transition is not allowed");
        }
        state = target;
    }

    RuntimeState state() {
        return state;
    }

    /** The error that it reported before it exited. */
    @Nullable
    SandboxFailure reportedError() {
        return reportedError;
    }

    @Nullable
    Instant firstNext() {
        return firstNext;
    }
}
