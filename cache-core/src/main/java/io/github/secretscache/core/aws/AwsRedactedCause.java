package io.github.secretscache.core.aws;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for an exception of the SDK as a cause: its class and its stack trace, without its message, which may quote
 * a reply. Only messages that the JDK makes of host names and socket states are kept.
 */
final class AwsRedactedCause extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DEPTH = 8;

    private AwsRedactedCause(String message, StackTraceElement[] stackTrace, @Nullable Throwable cause) {
        super(message, cause);
        setStackTrace(stackTrace);
    }

    static AwsRedactedCause of(Throwable original) {
        return of(original, MAX_DEPTH);
    }

    private static AwsRedactedCause of(Throwable original, int depth) {
        Throwable cause = original.getCause();
        String message = original.getClass().getName() + (isSafe(original) ? ": " + original.getMessage() : "");
        return new AwsRedactedCause(
                message, original.getStackTrace(), cause == null || depth == 0 ? null : of(cause, depth - 1));
    }

    private static boolean isSafe(Throwable original) {
        return original.getClass().getName().startsWith("java")
                && (original instanceof SocketException
                        || original instanceof SocketTimeoutException
                        || original instanceof UnknownHostException
                        || original instanceof SSLException);
    }
}
