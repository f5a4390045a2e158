package io.github.secretscache.locallambda.cli;

import java.util.List;

/** The command line is invalid; the message has all problems. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    UsageException(List<String> problems) {
        super(String.join("; ", problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
