package io.github.secretscache.locallambda.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One invocation, as in the platform's REPORT line.
 *
 * @param requestId the invocation's id
 * @param cold whether it is the first of its environment
 * @param duration from the event until everyone was done with it
 * @param functionError {@code null}, or the error's type, {@code Unhandled} for one that the function itself reported
 */
public record InvocationReport(
        String requestId,
        boolean cold,
        Duration duration,
        @Nullable String functionError) {}
