package io.github.secretscache.layer;

import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Suggestion;
import io.github.secretscache.layer.log.LogSink;
import java.io.PrintStream;
import java.util.List;
import java.util.function.ToIntFunction;

/** The launcher's command line. Lambda passes no arguments, and so runs the extension. */
final class CommandLine {
    private static final String CHECK = "--check-config";
    private static final List<String> OPTIONS = List.of("--help", "--version", CHECK);
    private static final String HELP = """
            Usage: NAME                       run: as an extension inside Lambda, else as a sidecar
                   NAME --check-config FILE   check FILE and the environment, print the settings in force
                   NAME --version
                   NAME --help

            Keeps secrets of AWS Secrets Manager in memory and serves them on loopback HTTP.

            Inside Lambda AWS_LAMBDA_RUNTIME_API is set, and Lambda starts and ends the process. Without it the
            process is a sidecar: it needs a token (SECRETS_CACHE_TOKEN=file:///path, set for its readers too), and
            SIGTERM ends it after the requests in flight.

            SECRETS_CACHE_CONFIG      path of config.yaml, by default /var/task/config.yaml
            SECRETS_CACHE_PORT        the one port to listen on, instead of 8080 and 2773
            CACHE_TIMEOUT             minutes after which a secret is refreshed, by default 10
            All others: docs/settings.md of the project.

            Exit status: 0 ended as asked; 1 failed, for a reason that may pass; 2 the settings or the command
            line are wrong, starting again does not help.
            """;

    private final String name;
    private final PrintStream out;
    private final ToIntFunction<String> configCheck;

    /**
     * @param name the file name of the launcher
     * @param out where answers go; errors go to the log
     * @param configCheck checks the file of that path and returns the exit status
     */
    CommandLine(String name, PrintStream out, ToIntFunction<String> configCheck) {
        this.name = name;
        this.out = out;
        this.configCheck = configCheck;
    }

    /** {@return the exit status} */
    int run(List<String> arguments) {
        String option = arguments.get(0);
        if (option.equals(CHECK) && arguments.size() == 2) {
            return configCheck.applyAsInt(arguments.get(1));
        }
        if (option.equals("--help") && arguments.size() == 1) {
            out.print(HELP.replace("NAME", name));
            return ExitStatus.OK;
        }
        if (option.equals("--version") && arguments.size() == 1) {
            out.println("secrets-cache " + Build.version() + " (Java " + Runtime.version() + ")");
            return ExitStatus.OK;
        }
        LogSink.fatal(wrong(arguments), null);
        return ExitStatus.INVALID;
    }

    private static String wrong(List<String> arguments) {
        String option = arguments.get(0);
        if (option.equals(CHECK)) {
            return CHECK + ": read " + (arguments.size() - 1) + " arguments, expected one: the path of a config.yaml";
        }
        boolean known = OPTIONS.contains(option);
        String unexpected = known ? arguments.get(1) : option;
        return "read the argument " + Problems.quoted(unexpected)
                + (known ? ", expected none after " + option : Suggestion.forWord(option, OPTIONS) + ", expected")
                + (known ? "" : " one of " + String.join(", ", OPTIONS));
    }
}
