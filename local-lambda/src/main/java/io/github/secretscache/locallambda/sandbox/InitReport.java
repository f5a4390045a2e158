package io.github.secretscache.locallambda.sandbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one initialisation of a sandbox went. Times are wall-clock times; the time of a step that was not reached is
 * {@code null}.
 *
 * @param outcome how it ended
 * @param errorType Lambda's error type, such as {@code Extension.Crash}; {@code null} on success
 * @param message what went wrong; {@code null} on success
 * @param begin when it began
 * @param extensions one for each extension, external ones first
 * @param runtimeStart when the runtime process was started
 * @param runtimeReady when the runtime asked for its first invocation
 * @param end when the outcome was known
 */
public record InitReport(
        Outcome outcome,
        @Nullable String errorType,
        @Nullable String message,
        Instant begin,
        List<ExtensionTimes> extensions,
        @Nullable Instant runtimeStart,
        @Nullable Instant runtimeReady,
        Instant end) {

    /** Copies the list. */
    public InitReport {
        extensions = List.copyOf(extensions);
    }

    /** Throws IllegalStateException unless it succeeded. */
    public void requireSuccess() {
        if (outcome != Outcome.SUCCESS) {
            throw new IllegalStateException("The function did not start: " + errorType + ", " + message);
        }
    }

    /** How an initialisation ends. */
    public enum Outcome {
        /** Every extension and the runtime are ready. */
        SUCCESS,
        /** An extension or the runtime failed. */
        ERROR,
        /** The limit passed. */
        TIMEOUT
    }

    /**
     * One extension's initialisation.
     *
     * @param name its name
     * @param processId of an external extension's process, 0 of an internal one
     * @param processStart when its process was started; of an internal one, when the runtime was
     * @param registerAnswered when {@code register} was answered
     * @param firstNext when it called {@code next} for the first time
     */
    public record ExtensionTimes(
            String name,
            long processId,
            @Nullable Instant processStart,
            @Nullable Instant registerAnswered,
            @Nullable Instant firstNext) {}
}
