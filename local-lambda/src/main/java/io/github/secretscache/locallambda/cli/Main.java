package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The command line: runs one function with one layer until Ctrl-C. Exit status 0 for help, 2 for arguments that cannot
 * be followed, 1 when the function could not be served.
 */
public final class Main {

    static final int SERVING = -1;

    private Main() {}

    /**
     * Serves, or says why not.
     *
     * @param arguments see {@code --help}
     * @throws InterruptedException never; nobody interrupts the main thread
     */
    public static void main(String[] arguments) throws InterruptedException {
        OpenThings things = OpenThings.closedAtExit();
        int status = run(things, System.out, System.err, arguments);
        if (status == SERVING) {
            new CountDownLatch(1).await();
        }
        System.exit(status);
    }

    /** Returns the exit status, or {@link #SERVING}. */
    static int run(OpenThings things, PrintStream out, PrintStream err, String... arguments) {
        Arguments.@Nullable Options options;
        try {
            options = Arguments.parse(arguments);
        } catch (UsageException e) {
            e.problems().forEach(problem -> err.println("local-lambda: " + problem));
            err.println();
            err.print(Arguments.USAGE);
            return 2;
        }
        if (options == null) {
            out.print(Arguments.USAGE);
            return 0;
        }
        try {
            serve(options, things, out);
            return SERVING;
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            err.println("local-lambda: " + e.getMessage());
            things.close();
            return 1;
        }
    }

    private static void serve(Arguments.Options options, OpenThings things, PrintStream out) {
        SecretsManagerEndpoint.Builder builder =
                SecretsManagerEndpoint.builder().httpsPort(options.secretsPort());
        Path secrets = options.secrets();
        SecretsManagerEndpoint endpoint =
                things.add((secrets == null ? builder : builder.secretsFile(secrets)).start());
        LocalLambda lambda = ServedFunction.start(options, endpoint, things, out::println);
        InitReport init = lambda.initReport();
        if (init.outcome() != InitReport.Outcome.SUCCESS) {
            out.println("The function is not initialised: " + init.errorType() + ", " + init.message()
                    + ". Each invocation tries again.");
        }
        out.println();
        Invitation.print(out, lambda, endpoint, "NAME");
    }
}
