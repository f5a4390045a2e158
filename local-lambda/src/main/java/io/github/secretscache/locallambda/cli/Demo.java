package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** What {@code ./demo} runs when everything is built; takes the arguments of that script, checked by it. */
final class Demo {

    private static final String SECRET = "secret_now";
    private static final String FIRST_VALUE = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";
    /** As a rotation with alternating users does it, the new version has another user. */
    private static final DemoRun.Rotation ROTATION =
            new DemoRun.Rotation(SECRET, "{\"username\":\"anika_clone\",\"password\":\"kV7#pQ2x!tL\"}", "anika_clone");

    private static final Duration TTL = Duration.ofSeconds(6);

    private final PrintStream out = System.out;
    private final OpenThings things;
    private final Path layer;
    private final int port;
    private final String cachePort;

    private Demo(OpenThings things, Path layer, int port, String cachePort) {
        this.things = things;
        this.layer = layer;
        this.port = port;
        this.cachePort = cachePort;
    }

    /** serve (yes or no), layer, port of invocations (0 for any), port of the extension; in the repository's root. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean serve = arguments[0].equals("yes");
        OpenThings things = OpenThings.closedAtExit();
        Demo demo = new Demo(things, Path.of(arguments[1]), Integer.parseInt(arguments[2]), arguments[3]);
        try {
            if (serve) {
                demo.serve();
                new CountDownLatch(1).await();
            }
            demo.show();
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            System.err.println("demo: " + (things.closed() ? "ended" : e.getMessage()));
            System.exit(1);
        }
        System.exit(0);
    }

    private void show() {
        SecretsManagerEndpoint endpoint = endpoint();
        run("Java function", javaFunction(), endpoint);
        if (nodeIsHere()) {
            run("Node.js function", nodeFunction(), endpoint);
        } else {
            out.println("Node.js function: left out, there is no node on the PATH.");
        }
        out.println();
        out.println("That was it. ./demo --serve keeps the Java function up, to be invoked by hand.");
    }

    private void run(String title, Arguments.Options options, SecretsManagerEndpoint endpoint) {
        out.println();
        out.println(title + " " + options.handler() + ", in a new Lambda environment (times in ms)");
        endpoint.putSecretValue(SECRET, FIRST_VALUE);
        DemoRun run = new DemoRun(out, endpoint);
        try {
            run.show(options, things, ROTATION);
        } catch (IllegalStateException e) {
            if (!things.closed()) {
                run.printLog();
            }
            throw e;
        }
    }

    private void serve() {
        SecretsManagerEndpoint endpoint = endpoint();
        out.println();
        LocalLambda lambda = ServedFunction.start(javaFunction(), endpoint, things, out::println);
        lambda.initReport().requireSuccess();
        out.println();
        Invitation.print(out, lambda, endpoint, SECRET);
    }

    private SecretsManagerEndpoint endpoint() {
        SecretsManagerEndpoint endpoint = things.add(SecretsManagerEndpoint.start());
        endpoint.createSecret(SECRET, FIRST_VALUE);
        out.println("Secrets Manager   " + endpoint.httpsUri() + ", on this machine; holds " + SECRET);
        out.println("layer             " + layer);
        out.println("cached for        " + TTL.toSeconds() + " s (CACHE_TIMEOUT=" + minutes() + " minutes)");
        return endpoint;
    }

    private Arguments.Options javaFunction() {
        return options(
                Path.of("example-function/target/function"), "io.github.secretscache.example.ExampleHandler", "java");
    }

    private Arguments.Options nodeFunction() {
        return options(Path.of("example-function/nodejs"), "index.handler", "nodejs");
    }

    private Arguments.Options options(Path function, String handler, String runtime) {
        Map<String, String> environment = Map.of("CACHE_TIMEOUT", minutes(), "SECRETS_CACHE_PORT", cachePort);
        return new Arguments.Options(
                layer, function, handler, runtime, null, environment, Duration.ofSeconds(30), port, 0);
    }

    private static String minutes() {
        return String.format(Locale.ROOT, "%.1f", TTL.toMillis() / 60_000.0);
    }

    private static boolean nodeIsHere() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(":", -1)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    }
}
