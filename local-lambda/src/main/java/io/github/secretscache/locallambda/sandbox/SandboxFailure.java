package io.github.secretscache.locallambda.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Why a sandbox cannot go on.
 *
 * @param errorType as Lambda reports it, such as {@code Extension.Crash}
 * @param message what the caller is told, without the request id
 * @param runtimeBody what the runtime itself reported and the caller gets in place of it, if it did
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

    /** {@return how Lambda words the end of a process} */
    static String exitMessage(int status) {
        return switch (status) {
            case 0 -> "exit code 0";
            case 128 + 9 -> "signal: killed";
            case 128 + 15 -> "signal: terminated";
            default -> "exit status " + status;
        };
    }
}
