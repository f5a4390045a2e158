package io.github.secretscache.layer.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process's environment variables. A variable that is empty or blank counts as not set.
 *
 * @param variables all of them
 */
public record Environment(Map<String, String> variables) {
    /** Where the Extensions API is: set inside Lambda only. */
    public static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";
    /** The token that readers send. */
    public static final String TOKEN = "SECRETS_CACHE_TOKEN";
    /** Read by the launcher. */
    public static final String JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    /** Read by the wrapper {@code secrets-cache-env}. */
    static final String NEXT_WRAPPER = "SECRETS_CACHE_ENV_NEXT_WRAPPER";

    static final String CONFIG = "SECRETS_CACHE_CONFIG";
    static final String ALLOW = "SECRETS_CACHE_ALLOW";
    static final String FORWARD = "SECRETS_CACHE_FORWARD";
    /** Read by cache-core: the endpoints of this process's own calls. */
    static final List<String> UPSTREAMS = List.of(
            "SECRETS_CACHE_ENDPOINT_URL_SECRETS_MANAGER",
            "SECRETS_CACHE_ENDPOINT_URL_SSM",
            "SECRETS_CACHE_ENDPOINT_URL_STS");

    private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";

    /** {@return the value without surrounding space, or {@code null} if it is not set} */
    public @Nullable String get(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    boolean is(String name, String value) {
        return value.equals(get(name));
    }

    /** {@return whether the process runs inside Lambda, as an extension} */
    public boolean isLambda() {
        return get(RUNTIME_API) != null;
    }

    /** {@return the address of the Extensions API; empty if there is none} */
    public String runtimeApi() {
        String address = get(RUNTIME_API);
        return address == null ? "" : address;
    }

    /**
     * {@return the problem if a variable of Lambda is set but the decisive one is not, because what to run would be a
     * guess; else {@code null}}
     */
    public @Nullable String halfOfLambda() {
        String function = get(FUNCTION_NAME);
        return function == null || isLambda()
                ? null
                : RUNTIME_API + ": not set, although " + FUNCTION_NAME + " is " + Problems.quoted(function)
                        + ", expected both inside Lambda and neither for a sidecar";
    }
}
