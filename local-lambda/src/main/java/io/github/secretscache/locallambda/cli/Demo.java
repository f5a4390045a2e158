package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
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
    private static final String PARAMETER = "/app/api-key";
    private static final String FIRST_VALUE = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";

    /** As with alternating users, the new version has another user. */
    private static final String NEXT_VALUE = "{\"username\":\"anika_clone\",\"password\":\"kV7#pQ2x!tL\"}";

    private static final Duration TTL = Duration.ofMillis(3_600);
    private static final int READS = 200;

    /** For the function on the plain AWS SDK, whose first reads are slow; and how far away its Secrets Manager is. */
    private static final int SDK_READS = 50;

    private static final Duration DISTANCE = Duration.ofMillis(10);
    private static final String VARIABLE = "AWS_ENDPOINT_URL_SECRETS_MANAGER";

    /** AWS's list price of an API call of Secrets Manager, USD 0.05 for 10,000. */
    private static final double DOLLARS_FOR_A_MILLION_CALLS = 5.00;

    private final Terminal terminal = Terminal.standard(System.getenv());
    private final OpenThings things;
    private final Path layer;
    private final int port;
    private final int cachePort;

    private int reads;

    private Demo(OpenThings things, Path layer, int port, int cachePort) {
        this.things = things;
        this.layer = layer;
        this.port = port;
        this.cachePort = cachePort;
    }

    /** serve (yes or no), layer, port of invocations (0 for any), port of the extension; in the repository's root. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean serve = arguments[0].equals("yes");
        OpenThings things = OpenThings.closedAtExit();
        Demo demo =
                new Demo(things, Path.of(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
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
        story(endpoint);
        if (nodeIsHere()) {
            again(endpoint);
        } else {
            terminal.line("Node.js function: left out, there is no node on the PATH.");
        }
        sum(endpoint);
        unchanged(endpoint);
        terminal.line();
        terminal.line("Next: ./demo --serve keeps the Java function running. Your own function, in any language:");
        terminal.command("  ./lambda run --function my-function/ --handler app.handler --secrets secrets.yaml");
    }

    /** The same code on the plain AWS SDK, without and with the one variable. */
    private void unchanged(SecretsManagerEndpoint endpoint) {
        endpoint.inject(Fault.delay(DISTANCE));
        String trust = String.join(" ", endpoint.javaOptions());
        onSdk(
                endpoint,
                "Java function on the plain AWS SDK; Secrets Manager is " + DISTANCE.toMillis() + " ms away",
                Map.of("JAVA_TOOL_OPTIONS", trust));
        String cache = "http://localhost:" + cachePort;
        onSdk(
                endpoint,
                "The same function, not changed, with " + VARIABLE + "=" + cache,
                Map.of("JAVA_TOOL_OPTIONS", trust, VARIABLE, cache));
    }

    private void onSdk(SecretsManagerEndpoint endpoint, String title, Map<String, String> variables) {
        endpoint.resetCalls();
        DemoRun run = begin(endpoint, title);
        try {
            LocalLambda lambda = run.start(prepared(sdkFunction(variables), endpoint), things);
            run.read(lambda, SDK_READS);
            lambda.shutdown("spindown");
            terminal.line(String.format(
                    Locale.ROOT,
                    "  calls             %,9d      to Secrets Manager, for %d reads by the function",
                    endpoint.calls().total(),
                    run.reads()));
        } catch (IllegalStateException e) {
            explain(run, e);
        }
    }

    private void story(SecretsManagerEndpoint endpoint) {
        DemoRun run = begin(endpoint, "Java function");
        try {
            LocalLambda lambda = run.start(prepared(javaFunction(), endpoint), things);
            run.read(lambda, READS);
            run.readParameter(lambda, new ExtensionHttp(cachePort, ServedFunction.TOKEN), PARAMETER);
            run.followRotation(lambda, SECRET, NEXT_VALUE);
            run.surviveOutage(lambda, TTL.multipliedBy(2));
            lambda.shutdown("spindown");
            run.printWarnings();
            reads += run.reads();
        } catch (IllegalStateException e) {
            explain(run, e);
        }
    }

    private void again(SecretsManagerEndpoint endpoint) {
        DemoRun run = begin(endpoint, "Node.js function");
        try {
            LocalLambda lambda = run.start(prepared(nodeFunction(), endpoint), things);
            run.read(lambda, READS);
            lambda.shutdown("spindown");
            reads += run.reads();
        } catch (IllegalStateException e) {
            explain(run, e);
        }
    }

    private DemoRun begin(SecretsManagerEndpoint endpoint, String title) {
        terminal.line();
        terminal.line(Terminal.Look.TITLE, title);
        return new DemoRun(terminal, endpoint);
    }

    private void explain(DemoRun run, IllegalStateException cause) {
        if (!things.closed()) {
            run.printLog();
        }
        throw cause;
    }

    private void sum(SecretsManagerEndpoint endpoint) {
        long calls = endpoint.calls().total() - endpoint.calls().reads(PARAMETER);
        double rate = (double) calls / reads;
        terminal.line();
        terminal.line(
                Terminal.Look.GOOD,
                String.format(
                        Locale.ROOT,
                        "%,d reads, %d calls to Secrets Manager, %,d calls saved. A million invocations at this rate:"
                                + " $%.2f of calls at AWS's list price; without a cache $%.2f.",
                        reads,
                        calls,
                        reads - calls,
                        rate * DOLLARS_FOR_A_MILLION_CALLS,
                        DOLLARS_FOR_A_MILLION_CALLS));
    }

    private void serve() {
        SecretsManagerEndpoint endpoint = endpoint();
        RunOptions options = javaFunction();
        RunReport report =
                new RunReport(terminal, endpoint, new ReadCounter(new ExtensionHttp(cachePort, ServedFunction.TOKEN)));
        LocalLambdaBuilder function =
                prepared(options, endpoint).log(report::log).observer(report::invoked);
        LocalLambda lambda = things.add(function.start());
        lambda.initReport().requireSuccess();
        things.add(report);
        new Introduction(terminal, options).print(lambda, endpoint, endpoint.secretNames());
    }

    private LocalLambdaBuilder prepared(RunOptions options, SecretsManagerEndpoint endpoint) {
        return ServedFunction.prepare(options, endpoint, things);
    }

    private SecretsManagerEndpoint endpoint() {
        SecretsManagerEndpoint endpoint = things.add(SecretsManagerEndpoint.start());
        endpoint.createSecret(SECRET, FIRST_VALUE);
        endpoint.putParameter(PARAMETER, ParameterType.SECURE_STRING, "not-a-real-key");
        terminal.line("Secrets Manager   " + endpoint.httpsUri() + ", on this machine; it holds " + SECRET
                + ", and Parameter Store " + PARAMETER);
        terminal.line("layer             " + layer);
        terminal.line(
                "cached for        " + TTL.toMillis() / 1000.0 + " s, to keep this short; the default is 10 minutes");
        return endpoint;
    }

    private RunOptions javaFunction() {
        return options(
                Path.of("example-function/target/function"),
                Language.JAVA,
                "io.github.secretscache.example.ExampleHandler",
                shortTtl());
    }

    private RunOptions nodeFunction() {
        return options(Path.of("example-function/nodejs"), Language.NODEJS, "index.handler", shortTtl());
    }

    private RunOptions sdkFunction(Map<String, String> variables) {
        return options(
                Path.of("example-function/target/sdk-function"),
                Language.JAVA,
                "io.github.secretscache.example.SdkHandler",
                variables);
    }

    private static Map<String, String> shortTtl() {
        return Map.of("CACHE_TIMEOUT", String.format(Locale.ROOT, "%.2f", TTL.toMillis() / 60_000.0));
    }

    private RunOptions options(Path function, Language language, String handler, Map<String, String> variables) {
        return new RunOptions(
                layer,
                function,
                new FunctionRuntime.Managed(language, handler),
                null,
                variables,
                Duration.ofSeconds(RunOptions.DEFAULT_TIMEOUT_SECONDS),
                RunOptions.DEFAULT_MEMORY_MIB,
                port,
                cachePort,
                0,
                true);
    }

    private static boolean nodeIsHere() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(":", -1)).anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
    }
}
