package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prints what is served and how to use it, in lines to copy. */
final class Introduction {

    /** The AWS CLI 1 does not know AWS_REGION. */
    private static final String DUMMY = "AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1 \\";

    private static final String LAMBDA = Usage.command();

    private final Terminal terminal;
    private final RunOptions options;

    Introduction(Terminal terminal, RunOptions options) {
        this.terminal = terminal;
        this.options = options;
    }

    void print(LocalLambda lambda, SecretsManagerEndpoint endpoint, List<String> secrets) {
        InitReport init = lambda.initReport();
        terminal.line();
        if (init.outcome() == InitReport.Outcome.SUCCESS) {
            terminal.line(Terminal.Look.TITLE, options.runtime().title() + ": " + phases(init));
        } else {
            terminal.line(
                    Terminal.Look.BAD,
                    "The function failed to initialise: " + init.errorType() + ", " + init.message()
                            + ". Each invocation tries again.");
        }
        terminal.line("layer " + options.layer());
        terminal.line(
                "secrets " + (secrets.isEmpty() ? "none; name some with --secrets FILE" : String.join(", ", secrets)));
        terminal.line();
        invoke(lambda.invocationUri());
        change(endpoint, secrets.isEmpty() ? "NAME" : secrets.get(0));
        lookIn();
        terminal.line();
        terminal.line("Ctrl-C ends it.");
    }

    private void invoke(URI uri) {
        String port = options.port() == RunOptions.DEFAULT_PORT ? "" : " --port " + uri.getPort();
        terminal.line("Invoke it, in another window:");
        terminal.command("  " + LAMBDA + " invoke" + port);
        terminal.command("  " + LAMBDA + " invoke EVENT.json" + port);
        terminal.command("  curl -s -d '{}' \\");
        terminal.command("    " + uri);
        terminal.command("  " + DUMMY);
        terminal.command("  aws lambda invoke --endpoint-url " + uri.resolve("/") + " \\");
        terminal.command("    --function-name function --payload fileb://EVENT.json /dev/stdout");
    }

    private void change(SecretsManagerEndpoint endpoint, String secret) {
        String port = options.port() == RunOptions.DEFAULT_PORT ? "" : " --port " + options.port();
        terminal.line("Rotate a secret, make Secrets Manager fail, and let it work again:");
        terminal.command("  echo new-value | " + LAMBDA + " put " + secret + port);
        terminal.command("  " + LAMBDA + " fault throttle --times 3" + port);
        terminal.command("  " + LAMBDA + " fault clear" + port);
        terminal.line("Any AWS client reaches it with AWS_ENDPOINT_URL_SECRETS_MANAGER=" + endpoint.httpUri());
    }

    private void lookIn() {
        String cache = "http://localhost:" + options.cachePort();
        if (options.freeze()) {
            terminal.line(
                    Terminal.Look.NOTE,
                    "Between invocations all processes are frozen, as in Lambda: a curl to the cache (" + cache
                            + ") hangs until the next one. " + LAMBDA + " run --no-freeze lets them run on.");
        } else {
            terminal.line("Look into the cache (not frozen between invocations):");
            terminal.command(
                    "  curl -s -H 'X-Aws-Parameters-Secrets-Token: " + ServedFunction.TOKEN + "' " + cache + "/status");
        }
    }

    static String phases(InitReport init) {
        Map<Instant, List<String>> moments = new TreeMap<>();
        init.extensions().forEach(extension -> add(moments, extension.firstNext(), extension.name() + " ready"));
        add(moments, init.runtimeReady(), "function ready");
        List<String> phases = new ArrayList<>();
        moments.forEach((moment, what) -> phases.add(String.join(" and ", what) + " after "
                + Duration.between(init.begin(), moment).toMillis() + " ms"));
        return String.join(", ", phases);
    }

    private static void add(Map<Instant, List<String>> moments, @Nullable Instant moment, String what) {
        if (moment != null) {
            moments.computeIfAbsent(moment, m -> new ArrayList<>()).add(what);
        }
    }
}
