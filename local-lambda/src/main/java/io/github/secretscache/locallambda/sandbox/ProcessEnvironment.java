package io.github.secretscache.locallambda.sandbox;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The variables that Lambda gives to the processes of a sandbox. They contain nothing of this JVM's own environment. */
public final class ProcessEnvironment {

    /**
     * Variables that extensions do not get, by Lambda's documentation, in addition to names that begin with an
     * underscore.
     */
    private static final Set<String> NOT_FOR_EXTENSIONS = Set.of(
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_XRAY_CONTEXT_MISSING",
            "AWS_XRAY_DAEMON_ADDRESS",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    private final LambdaSettings settings;
    private final String runtimeApi;
    private final Map<String, String> credentials;

    /** The credentials are keys or, with SnapStart, the address of keys. */
    public ProcessEnvironment(LambdaSettings settings, String runtimeApi, Map<String, String> credentials) {
        this.settings = settings;
        this.runtimeApi = runtimeApi;
        this.credentials = credentials;
    }

    Map<String, String> forExtension() {
        Map<String, String> variables = common();
        variables.keySet().removeIf(name -> name.startsWith("_") || NOT_FOR_EXTENSIONS.contains(name));
        return variables;
    }

    Map<String, String> forRuntime() {
        Map<String, String> variables = common();
        variables.put("_HANDLER", settings.runtime().handler());
        variables.put("LAMBDA_TASK_ROOT", settings.taskRoot().toString());
        variables.put("LAMBDA_RUNTIME_DIR", settings.runtime().directory().toString());
        variables.put("AWS_EXECUTION_ENV", settings.runtime().executionEnvironment());
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + settings.functionName());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
        return variables;
    }

    /** The platform's variables win over the credentials, these over the user's, and these over a few defaults. */
    private Map<String, String> common() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PATH", settings.path());
        variables.put("LANG", "en_US.UTF-8");
        if (!hasPlainPaths()) {
            // If Lambda's locale is not installed, a JVM takes paths for ASCII. Lambda's own paths are ASCII.
            variables.put("LC_ALL", "C.UTF-8");
        }
        variables.put("TZ", ":UTC");
        variables.put("TMPDIR", settings.folder().tmp().toString());
        variables.putAll(settings.environment());
        variables.putAll(credentials);
        variables.put("AWS_REGION", settings.region());
        variables.put("AWS_DEFAULT_REGION", settings.region());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", settings.functionName());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(settings.memorySizeMib()));
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", LambdaSettings.VERSION);
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", settings.initializationType());
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        return variables;
    }

    private boolean hasPlainPaths() {
        String paths = settings.taskRoot() + " " + settings.layer() + " "
                + settings.runtime().line();
        return paths.chars().allMatch(c -> c < 128);
    }
}
