package io.github.secretscache.locallambda.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The option {@code --env}: the function's own variables, with the names that Lambda takes.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime">
 *     Reserved variables</a>
 */
final class FunctionVariables {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

    private static final Set<String> RESERVED = Set.of(
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    private FunctionVariables() {}

    /** Without those that have a problem, which is then in the arguments. */
    static Map<String, String> read(ArgumentReader arguments) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String assignment : arguments.all("--env")) {
            int equals = assignment.indexOf('=');
            String name = assignment.substring(0, Math.max(0, equals));
            if (equals < 1) {
                // What may be a secret is not repeated.
                arguments.problem(
                        "--env: expected NAME=VALUE; received " + (equals < 0 ? assignment : "a value without a name"));
            } else if (!NAME.matcher(name).matches()) {
                arguments.problem("--env: " + name
                        + " is no name for Lambda, which takes letters, digits and underscores after a letter");
            } else if (RESERVED.contains(name)) {
                arguments.problem("--env: " + name + " is set by Lambda itself");
            } else {
                variables.put(name, assignment.substring(equals + 1));
            }
        }
        return variables;
    }
}
