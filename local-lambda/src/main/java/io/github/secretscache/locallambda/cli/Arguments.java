package io.github.secretscache.locallambda.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of {@link Main}, read and checked as a whole: every problem is reported at once. */
final class Arguments {

    static final String USAGE = """
            Usage: java -jar local-lambda.jar --layer PATH --function FOLDER --handler NAME [options]

            Runs a Lambda function with a layer on this machine until Ctrl-C, beside a Secrets Manager of its own.

              --layer PATH         an unpacked layer (a folder with extensions/ in it) or a layer zip
              --function FOLDER    the function as it is deployed: lib/*.jar and classes of Java, or .js files
              --handler NAME       as in Lambda: package.Class or package.Class::method; file.export for Node.js
              --runtime NAME       java or nodejs; default: nodejs for a function with index.js or index.mjs, else java
              --secrets FILE       YAML with the secrets to begin with:  secrets: {name: value, ...}
              --env NAME=VALUE     a variable for function and extension; may be repeated
              --timeout SECONDS    what one invocation may take; default 30
              --port PORT          where invocations are taken; default 9000, 0 for any free port
              --secrets-port PORT  HTTPS port of the Secrets Manager; default 0, any free port
              --help               this text
            """;

    private static final int DEFAULT_PORT = 9000;
    private static final int MAX_TIMEOUT_SECONDS = 900;

    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private @Nullable Path function;
    private @Nullable Path layer;
    private @Nullable Path secrets;
    private String handler = "";
    private String runtime = "";
    private Duration timeout = Duration.ofSeconds(30);
    private int port = DEFAULT_PORT;
    private int secretsPort;
    private boolean help;

    private Arguments() {}

    /** What the arguments say; {@code runtime} is java or nodejs. */
    record Options(
            Path layer,
            Path function,
            String handler,
            String runtime,
            @Nullable Path secrets,
            Map<String, String> environment,
            Duration timeout,
            int port,
            int secretsPort) {

        /** Without the values of variables, which may be secret. */
        @Override
        public String toString() {
            return "Options[" + handler + " in " + function + ", variables " + environment.keySet() + "]";
        }
    }

    /** Null when help is asked for. */
    static @Nullable Options parse(String... arguments) {
        Arguments line = new Arguments();
        for (int i = 0; i < arguments.length && !line.help; i++) {
            String option = arguments[i];
            if (option.equals("--help") || option.equals("-h")) {
                line.help = true;
            } else if (i + 1 == arguments.length) {
                line.problems.add(option + ": " + (known(option) ? "needs a value" : "unknown option"));
            } else if (known(option)) {
                i++;
                line.take(option, arguments[i]);
            } else {
                line.problems.add(option + ": unknown option");
            }
        }
        return line.help ? null : line.options();
    }

    private static boolean known(String option) {
        return option.startsWith("--") && USAGE.contains("\n  " + option + " ");
    }

    private void take(String option, String value) {
        switch (option) {
            case "--function" -> function = folder(option, value);
            case "--handler" -> handler = value;
            case "--runtime" -> runtime = value;
            case "--layer" -> layer = existing(option, value);
            case "--secrets" -> secrets = existing(option, value);
            case "--env" -> variable(value);
            case "--timeout" -> timeout = Duration.ofSeconds(number(option, value, 1, MAX_TIMEOUT_SECONDS));
            case "--port" -> port = number(option, value, 0, 65_535);
            default -> secretsPort = number(option, value, 0, 65_535);
        }
    }

    private Options options() {
        if (handler.isEmpty()) {
            problems.add("--handler: needed, such as --handler com.example.MyHandler or --handler index.handler");
        }
        if (!runtime.isEmpty() && !runtime.equals("java") && !runtime.equals("nodejs")) {
            problems.add("--runtime: must be java or nodejs; received " + runtime);
        }
        required("--layer", layer, "the folder or zip of the layer");
        required("--function", function, "the folder of the function");
        if (layer == null || function == null || !problems.isEmpty()) {
            throw new UsageException(problems);
        }
        String chosen = runtime.isEmpty() ? guess(function) : runtime;
        return new Options(
                layer, function, handler, chosen, secrets, Map.copyOf(environment), timeout, port, secretsPort);
    }

    private void required(String option, @Nullable Path value, String what) {
        if (value == null && problems.stream().noneMatch(p -> p.startsWith(option + ":"))) {
            problems.add(option + ": needed, " + what);
        }
    }

    private static String guess(Path function) {
        boolean script = Files.exists(function.resolve("index.js")) || Files.exists(function.resolve("index.mjs"));
        return script && !Files.isDirectory(function.resolve("lib")) ? "nodejs" : "java";
    }

    private void variable(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            problems.add("--env: expected NAME=VALUE; received " + assignment);
        } else {
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
    }

    private @Nullable Path folder(String option, String value) {
        Path path = existing(option, value);
        if (path != null && !Files.isDirectory(path)) {
            problems.add(option + ": " + value + " is not a folder");
            return null;
        }
        return path;
    }

    private @Nullable Path existing(String option, String value) {
        Path path = Path.of(value).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            problems.add(option + ": " + value + " does not exist");
            return null;
        }
        return path;
    }

    private int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        problems.add(option + ": must be a whole number from " + least + " to " + most + "; received " + value);
        return least;
    }
}
