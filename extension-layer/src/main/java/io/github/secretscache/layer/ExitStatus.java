package io.github.secretscache.layer;

/** What the process exits with; {@code docs/settings.md} has the same list. */
final class ExitStatus {
    /** Ended as it was told to. */
    static final int OK = 0;
    /** Failed, for a reason that may pass. */
    static final int FAILED = 1;
    /** The settings or the command line are wrong: started again, it fails again. */
    static final int INVALID = 2;

    private ExitStatus() {}
}
