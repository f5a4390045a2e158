package io.github.secretscache.locallambda.sandbox;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The result that a caller of the function gets, as from Lambda's Invoke operation. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvocationResult {

    private final String requestId;
    private final byte[] payload;
    private final @Nullable String functionError;
    private final String logTail;

    InvocationResult(String requestId, byte[] payload, @Nullable String functionError, String logTail) {
        this.requestId = requestId;
        this.payload = payload.clone();
        this.functionError = functionError;
        this.logTail = logTail;
    }

    /** {@return the invocation's id} */
    public String requestId() {
        return requestId;
    }

    /** {@return a copy of what the function returned, or of the error's JSON} */
    public byte[] payload() {
        return payload.clone();
    }

    /** {@return {@link #payload()} as UTF-8} */
    public String payloadText() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * The header {@code X-Amz-Function-Error}.
     *
     * @return {@code Unhandled} if the function, an extension or the sandbox failed, else {@code null}
     */
    public @Nullable String functionError() {
        return functionError;
    }

    /** {@return the last 4 KiB that function, extensions and platform logged before the answer} */
    public String logTail() {
        return logTail;
    }

    /** Without the payload, which may hold anything. */
    @Override
    public String toString() {
        return "InvocationResult[requestId=" + requestId + ", " + payload.length + " bytes"
                + (functionError == null ? "" : ", functionError=" + functionError) + "]";
    }
}
