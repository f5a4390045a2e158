package io.github.secretscache.locallambda;

/** A parked request whose sandbox has ended: there is nobody to answer, the connection is closed. */
final class SandboxGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SandboxGoneException() {
        super("the sandbox has ended");
    }
}
