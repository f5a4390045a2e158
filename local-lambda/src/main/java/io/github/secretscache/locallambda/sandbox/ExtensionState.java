package io.github.secretscache.locallambda.sandbox;

import java.util.EnumSet;
import java.util.Set;

/** The state of an extension, with the names in Lambda's error messages. */
enum ExtensionState {
    STARTED("Started"),
    REGISTERED("Registered"),
    /** Its {@code next} is parked. */
    READY("Ready"),
    /** Works on an event. */
    RUNNING("Running"),
    LAUNCH_ERROR("LaunchError"),
    INIT_ERROR("InitError"),
    EXIT_ERROR("ExitError"),
    EXITED("Exited"),
    SHUTDOWN_FAILED("ShutdownFailed");

    private final String wireName;

    ExtensionState(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /** A transition that is not listed is refused and does not change the state. Errors may be reported twice. */
    boolean allows(ExtensionState target) {
        return targets().contains(target);
    }

    private Set<ExtensionState> targets() {
        return switch (this) {
            case STARTED -> EnumSet.of(REGISTERED, LAUNCH_ERROR);
            case REGISTERED -> EnumSet.of(READY, INIT_ERROR, EXIT_ERROR);
            case READY -> EnumSet.of(RUNNING, EXIT_ERROR);
            case RUNNING -> EnumSet.of(READY, EXIT_ERROR, EXITED, SHUTDOWN_FAILED);
            case INIT_ERROR -> EnumSet.of(INIT_ERROR);
            case EXIT_ERROR -> EnumSet.of(EXIT_ERROR);
            case LAUNCH_ERROR, EXITED, SHUTDOWN_FAILED -> EnumSet.noneOf(ExtensionState.class);
        };
    }
}
