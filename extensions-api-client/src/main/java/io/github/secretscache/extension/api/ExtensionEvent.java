package io.github.secretscache.extension.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ExtensionsApiClient#next} returns. Deadlines are wall-clock time with millisecond precision, on the clock of
 * the sandbox.
 */
public sealed interface ExtensionEvent {
    /**
     * An invocation of the function begins.
     *
     * @param requestId the invocation's id
     * @param deadline when the function times out, in wall-clock time
     * @param invokedFunctionArn the ARN that was invoked
     * @param traceId the X-Ray trace header ({@code Root=…;Parent=…;Sampled=1}), or {@code null} if there is none
     */
    record Invoke(
            String requestId,
            Instant deadline,
            String invokedFunctionArn,
            @Nullable String traceId) implements ExtensionEvent {}

    /**
     * The execution environment ends.
     *
     * @param reason the reason in Lambda's spelling ({@code spindown}, {@code TIMEOUT}, …); ignore case when you
     *     compare it, and expect unknown reasons; empty if Lambda gives none
     * @param deadline when the process is killed, in wall-clock time
     */
    record Shutdown(String reason, Instant deadline) implements ExtensionEvent {}

    /**
     * An event of a kind that this client does not know; call {@code next} again.
     *
     * @param eventType Lambda's name of it
     */
    record Unknown(String eventType) implements ExtensionEvent {}
}
