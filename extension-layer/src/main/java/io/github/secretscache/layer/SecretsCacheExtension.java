package io.github.secretscache.layer;

import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.log.LogSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * The process: keeps secrets in memory and serves them on loopback HTTP, as an external extension inside Lambda, as a
 * sidecar outside. Started by {@code extensions/secrets-cache}, which passes its own file name: the name to register
 * under. It is inside Lambda if {@code AWS_LAMBDA_RUNTIME_API} is set, and never guesses from anything else.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Extensions API reference</a>
 */
public final class SecretsCacheExtension {
    /** How long the end waits for the log to be written. */
    private static final Duration LAST_LINES = Duration.ofMillis(200);

    private SecretsCacheExtension() {}

    /**
     * Runs until Lambda sends SHUTDOWN, or a sidecar gets SIGTERM, and exits with status 0; with 1 after a failure,
     * with 2 if the settings or the command line are wrong. The reason is written to stderr and reported to Lambda.
     *
     * @param arguments the file name of the launcher, and what the user passed to it; see {@code --help}
     */
    public static void main(String[] arguments) {
        Ending ending = new Ending();
        Environment environment = new Environment(System.getenv());
        boolean sidecar = arguments.length <= 1 && !environment.isLambda();
        if (sidecar) {
            onSignal(ending);
        }
        String name = arguments.length == 0 ? "secrets-cache" : arguments[0];
        int status = arguments.length > 1 ? obey(name, environment, arguments) : live(name, environment, ending);
        LogSink.flush(LAST_LINES);
        System.exit(status);
    }

    private static int live(String name, Environment environment, Ending ending) {
        NativeTls nativeTls = NativeTls.find(environment, System.getProperties());
        Startup startup = new Startup(
                environment,
                InstantSource.system(),
                settings -> Sources.both(settings, environment, nativeTls),
                () -> HeadStart.begin(nativeTls));
        HaltGuard guard = new HaltGuard(SecretsCacheExtension::halt);
        return environment.isLambda()
                ? new LambdaExtension(name, startup, guard).run()
                : new Sidecar(startup, guard, ending).run();
    }

    private static int obey(String name, Environment environment, String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new CommandLine(name, out, new ConfigCheck(environment, out)::run)
                .run(Arrays.asList(arguments).subList(1, arguments.length));
    }

    /** Halts at the end of the JVM's shutdown, whose own exit status would be that of the signal. */
    private static void onSignal(Ending ending) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> halt(ending.signalled()), "secrets-cache-end"));
    }

    private static void halt(int status) {
        LogSink.flush(LAST_LINES);
        Runtime.getRuntime().halt(status);
    }
}
