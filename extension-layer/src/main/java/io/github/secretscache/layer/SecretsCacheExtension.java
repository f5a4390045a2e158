package io.github.secretscache.layer;

import java.time.InstantSource;

/**
 * The process: an external Lambda extension that keeps the function's secrets in memory and serves them on loopback
 * HTTP. Started by {@code extensions/secrets-cache}, which passes its own file name: the name to register under.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Extensions API reference</a>
 */
public final class SecretsCacheExtension {
    private SecretsCacheExtension() {}

    /**
     * Runs until Lambda says SHUTDOWN, then exits with status 0; with 1 after a failure, which has been reported in one
     * line or more on stderr and to Lambda; with 2 outside Lambda.
     *
     * @param arguments the file name of the launcher in {@code /opt/extensions}
     */
    public static void main(String[] arguments) {
        Environment environment = new Environment(System.getenv());
        HaltGuard guard = new HaltGuard(Runtime.getRuntime()::halt);
        int status;
        if (environment.get(Environment.RUNTIME_API) == null) {
            LogSink.fatal(
                    "not inside Lambda: " + Environment.RUNTIME_API + " is not set; this program is started by Lambda"
                            + " as an extension of a function, from a layer",
                    null);
            status = ExitStatus.NOT_IN_LAMBDA;
        } else {
            String name = arguments.length == 0 ? "secrets-cache" : arguments[0];
            status = new Extension(
                            name, new Startup(environment, InstantSource.system(), Sources::secretsManager), guard)
                    .run();
        }
        System.exit(status);
    }
}
