package io.github.secretscache.layer;

/** What the process exits with. */
final class ExitStatus {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int NOT_IN_LAMBDA = 2;

    private ExitStatus() {}
}
