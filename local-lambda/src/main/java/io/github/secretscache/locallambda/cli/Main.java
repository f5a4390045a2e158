package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The command line. The exit status is 0 for success, 2 for invalid arguments, 1 if the command failed or the function
 * did.
 */
public final class Main {

    static final int SERVING = -1;

    private final OpenThings things;
    private final Terminal terminal;
    private final PrintStream out;
    private final PrintStream err;

    Main(OpenThings things, Terminal terminal, PrintStream out, PrintStream err) {
        this.things = things;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command, or says why it cannot.
     *
     * @param arguments see {@code --help}
     * @throws InterruptedException never; nobody interrupts the main thread
     */
    public static void main(String[] arguments) throws InterruptedException {
        OpenThings things = OpenThings.closedAtExit();
        Main main = new Main(things, Terminal.standard(System.getenv()), System.out, System.err);
        int status = main.run(arguments);
        if (status == SERVING) {
            new CountDownLatch(1).await();
        }
        System.exit(status);
    }

    /** Returns the exit status, or {@link #SERVING}. */
    int run(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
            out.print(Usage.TEXT);
            return words.isEmpty() ? 2 : 0;
        }
        try {
            return perform(words.get(0), words.subList(1, words.size()));
        } catch (UsageException e) {
            e.problems().forEach(problem -> err.println("lambda: " + problem));
            err.println("lambda: --help says what there is");
            return 2;
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            err.println("lambda: " + e.getMessage());
            things.close();
            return 1;
        }
    }

    private int perform(String command, List<String> words) {
        ClientCommands client = new ClientCommands(System.in, out);
        return switch (command) {
            case "run" -> serve(RunOptions.parse(words));
            case "invoke" -> client.invoke(words);
            case "put" -> client.put(words);
            case "fault" -> client.fault(words);
            default ->
                throw new UsageException(
                        List.of("unknown command " + command + "; there is run, invoke, put and fault"));
        };
    }

    private int serve(RunOptions options) {
        checkFree(options.cachePort());
        SecretsManagerEndpoint.Builder builder =
                SecretsManagerEndpoint.builder().httpsPort(options.secretsPort());
        Path secrets = options.secrets();
        SecretsManagerEndpoint endpoint =
                things.add((secrets == null ? builder : builder.secretsFile(secrets)).start());
        RunReport report = new RunReport(
                terminal, endpoint, new ReadCounter(new ExtensionHttp(options.cachePort(), ServedFunction.TOKEN)));
        LocalLambdaBuilder function = ServedFunction.prepare(options, endpoint, things)
                .log(report::log)
                .observer(report::invoked);
        LocalLambda lambda = things.add(function.start());
        things.add(report);
        new Introduction(terminal, options).print(lambda, endpoint, endpoint.secretNames());
        return SERVING;
    }

    /** The extension needs it on both addresses that localhost may stand for. */
    private static void checkFree(int port) {
        if (!free("127.0.0.1", port) || (free("::1", 0) && !free("::1", port))) {
            throw new IllegalStateException(
                    "port " + port + " is in use by another program; choose another with --cache-port");
        }
    }

    private static boolean free(String address, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
