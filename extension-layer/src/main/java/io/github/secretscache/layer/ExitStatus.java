package io.github.secretscache.layer;

/** The exit statuses of the process; {@code docs/settings.md} has the same list. */
final class ExitStatus {
    /** Ended as asked. */
    static final int OK = 0;
    /** Failed, for a reason that may pass. */
    static final int FAILED = 1;
    /** The settings or the command line are wrong, so a restart fails too. */
    static final int INVALID = 2;

    private ExitStatus() {}
}
