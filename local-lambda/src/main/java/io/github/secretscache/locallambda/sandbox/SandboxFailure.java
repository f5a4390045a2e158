package io.github.secretscache.locallambda.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Why a sandbox cannot continue.
 *
 * @param errorType Lambda's type, such as {@code Extension.Crash}
 * @param message the message for the caller, without the request id
 * @param runtimeBody the runtime's own report, if any; the caller gets it instead of the message
 */
public record SandboxFailure(
        String errorType, String message, @Nullable String runtimeBody) {

    static final String TIMEOUT = "Sandbox.Timedout";

    static SandboxFailure of(String errorType, String message) {
        return new SandboxFailure(errorType, message, null);
    }

    boolean timeout() {
        return errorType.equals(TIMEOUT);
    }

    /** {@return Lambda's wording for the end of a process} */
    static String exitMessage(int status) {
        return switch (status) {
            case 0 -> "exit code 0";
            case 128 + 6 -> "signal: aborted";
            case 128 + 11 -> "signal: segmentation fault";
            case 128 + 9 -> "signal: killed";
            case 128 + 15 -> "signal: terminated";
            default -> "exit status " + status;
        };
    }
}
