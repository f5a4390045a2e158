package io.github.secretscache.layer;

import java.util.List;

/** Why the extension cannot start: a name for Lambda, and a line for each thing that is wrong. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String errorType;
    private final List<String> lines;

    private StartFailure(String errorType, List<String> lines) {
        super(String.join("; ", lines));
        this.errorType = errorType;
        this.lines = lines;
    }

    static StartFailure configInvalid(List<String> lines) {
        return new StartFailure("Extension.ConfigInvalid", lines);
    }

    static StartFailure requiredSecretUnavailable(List<String> lines) {
        return new StartFailure("Extension.RequiredSecretUnavailable", lines);
    }

    String errorType() {
        return errorType;
    }

    List<String> lines() {
        return lines;
    }
}
