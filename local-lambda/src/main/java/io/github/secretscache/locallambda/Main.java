package io.github.secretscache.locallambda;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The command line: runs one function with one layer until Ctrl-C. Exit status 0 for help, 2 for arguments that cannot
 * be followed, 1 when the function could not be served.
 */
public final class Main {

    private Main() {}

    /**
     * Serves, or says why not.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        int status = run(System.out, System.err, arguments);
        if (status >= 0) {
            System.exit(status);
        }
    }

    /** Negative while it serves. */
    static int run(PrintStream out, PrintStream err, String... arguments) {
        CommandLine.@Nullable Options options;
        try {
            options = CommandLine.parse(arguments);
        } catch (UsageException e) {
            e.problems().forEach(problem -> err.println("local-lambda: " + problem));
            err.println();
            err.print(CommandLine.USAGE);
            return 2;
        }
        if (options == null) {
            out.print(CommandLine.USAGE);
            return 0;
        }
        return -1;
    }
}
