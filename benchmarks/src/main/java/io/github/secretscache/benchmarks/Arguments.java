package io.github.secretscache.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * What {@code benchmarks/run} passes on.
 *
 * @param runs how often each thing is measured
 * @param preliminary whether that is less often than the default
 */
record Arguments(int runs, boolean preliminary) {
    private static final int MAX_RUNS = 1000;

    /** Takes {@code --runs N} or nothing; ends the program with a message otherwise. */
    static Arguments of(List<String> arguments, int defaultRuns) {
        return of(arguments.toArray(new String[0]), defaultRuns);
    }

    /** The same. */
    static Arguments of(String[] arguments, int defaultRuns) {
        if (arguments.length == 0) {
            return new Arguments(defaultRuns, false);
        }
        int runs = arguments.length == 2 && arguments[0].equals("--runs") ? number(arguments[1]) : 0;
        if (runs < 1 || runs > MAX_RUNS) {
            System.err.println("benchmarks: expected nothing or --runs N, with N from 1 to " + MAX_RUNS + "; received "
                    + String.join(" ", arguments));
            System.exit(2);
        }
        return new Arguments(runs, runs < defaultRuns);
    }

    /**
     * Takes an option and its value out of the arguments.
     *
     * @return its value; empty if it is not there
     */
    static Optional<String> taken(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == arguments.size()) {
            System.err.println("benchmarks: " + option + " needs a value");
            System.exit(2);
        }
        String value = arguments.remove(at + 1);
        arguments.remove(at);
        return Optional.of(value);
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
