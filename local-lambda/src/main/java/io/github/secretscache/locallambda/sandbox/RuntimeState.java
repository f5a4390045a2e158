package io.github.secretscache.locallambda.sandbox;

/** The state of the runtime, with the names in Lambda's error messages. */
enum RuntimeState {
    STARTED("Started"),
    INIT_ERROR("InitError"),
    /** SnapStart: its {@code restore/next} is parked. */
    RESTORE_READY("RestoreReady"),
    RESTORING("Restoring"),
    RESTORE_ERROR("RuntimeRestoreErrorState"),
    /** Its {@code next} is parked. */
    READY("Ready"),
    RUNNING("Running"),
    RESPONSE("InvocationResponse"),
    ERROR_RESPONSE("InvocationErrorResponse"),
    /** Has answered and not yet asked for the next invocation. */
    RESPONSE_SENT("RuntimeResponseSentState");

    private final String wireName;

    RuntimeState(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /** Whether a call that leads to {@code target} is allowed now. */
    boolean allows(RuntimeState target) {
        return switch (target) {
            case INIT_ERROR, RESTORE_READY -> this == STARTED || this == target;
            case RESTORING -> this == RESTORE_READY;
            case RESTORE_ERROR -> this == RESTORING;
            case READY -> this == STARTED || this == RESTORING || this == READY || this == RESPONSE_SENT;
            case RUNNING -> this == READY;
            case RESPONSE, ERROR_RESPONSE -> this == RUNNING;
            case STARTED, RESPONSE_SENT -> false;
        };
    }
}
