package io.github.secretscache.layer;

import java.util.List;

/** Why the extension cannot start: an error type for Lambda, and a line for each problem. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String errorType;
    private final int exitStatus;
    private final List<String> lines;

    private StartFailure(String errorType, int exitStatus, List<String> lines) {
        super(String.join("; ", lines));
        this.errorType = errorType;
        this.exitStatus = exitStatus;
        this.lines = lines;
    }

    static StartFailure configInvalid(List<String> lines) {
        return new StartFailure("Extension.ConfigInvalid", ExitStatus.INVALID, lines);
    }

    static StartFailure requiredSecretUnavailable(List<String> lines) {
        return new StartFailure("Extension.RequiredSecretUnavailable", ExitStatus.FAILED, lines);
    }

    String errorType() {
        return errorType;
    }

    int exitStatus() {
        return exitStatus;
    }

    List<String> lines() {
        return lines;
    }
}
