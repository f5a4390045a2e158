package io.github.secretscache.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process's environment variables. A variable that is empty or blank counts as not set. */
record Environment(Map<String, String> variables) {
    static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";
    private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";
    static final String CONFIG = "SECRETS_CACHE_CONFIG";
    static final String ALLOW = "SECRETS_CACHE_ALLOW";
    static final String TOKEN = "SECRETS_CACHE_TOKEN";
    /** Read by the launcher. */
    static final String JAVA_OPTIONS = "SECRETS_CACHE_JAVA_OPTIONS";

    private static final String OURS = "SECRETS_CACHE_";
    private static final String AWS = "PARAMETERS_SECRETS_EXTENSION_";

    @Nullable
    String get(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** {@return the address of the Extensions API; empty where there is none} */
    String runtimeApi() {
        String address = get(RUNTIME_API);
        return address == null ? "" : address;
    }

    /** Says that a variable of Lambda is set and the one that matters is not: serving here would be a guess. */
    void refuseHalfALambda() throws StartFailure {
        String function = get(FUNCTION_NAME);
        if (function != null && get(RUNTIME_API) == null) {
            throw StartFailure.configInvalid(List.of(RUNTIME_API + ": not set, although " + FUNCTION_NAME + " is "
                    + Problems.quoted(function) + ", expected both inside Lambda and neither for a sidecar"));
        }
    }

    boolean is(String name, String value) {
        return value.equals(get(name));
    }

    /**
     * Says which variables that look like ours, or like the AWS extension's, are none: a rolled-back layer must still start
     * with a newer one's.
     */
    void noticeUnknown(Problems problems) {
        List<String> known = known();
        for (String name : variables.keySet()) {
            String upper = name.toUpperCase(Locale.ROOT);
            if ((upper.startsWith(OURS) || upper.startsWith(AWS)) && !known.contains(name)) {
                problems.notice(name, "unknown, has no effect" + suggestion(name, known));
            }
        }
    }

    private static String suggestion(String name, List<String> known) {
        // The one variable of ours without the prefix is the likeliest to be written with it.
        List<String> timeout = List.of(Setting.TTL.variable());
        String suggestion = name.toUpperCase(Locale.ROOT).startsWith(OURS)
                ? Suggestion.forWord(name.substring(OURS.length() - "CACHE_".length()), timeout)
                : "";
        return suggestion.isEmpty() ? Suggestion.forWord(name, known) : suggestion;
    }

    /** Says which of the AWS extension's variables mean nothing here. */
    void noticeWithoutEffect(Problems problems) {
        for (String name : AwsVariable.WITHOUT_EFFECT) {
            if (get(name) != null) {
                problems.notice(name, "has no effect: Parameter Store is not served");
            }
        }
        String size = get(AwsVariable.PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE.name());
        if (size != null && !size.equals("0")) {
            problems.notice(
                    AwsVariable.PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE.name(),
                    "has no effect: the cache is bounded by bytes, see " + Setting.MAX_BYTES.variable());
        }
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(List.of(CONFIG, ALLOW, TOKEN, JAVA_OPTIONS));
        for (Setting setting : Setting.values()) {
            known.add(setting.variable());
        }
        for (AwsVariable variable : AwsVariable.values()) {
            known.add(variable.name());
        }
        return known;
    }
}
