package io.github.secretscache.core.aws;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The variables of the process, as AWS's tools understand them: a blank variable counts as not set. */
final class AwsEnvironment {
    private final UnaryOperator<@Nullable String> variables;

    /** @param variables the value of a variable, or {@code null} */
    AwsEnvironment(UnaryOperator<@Nullable String> variables) {
        this.variables = variables;
    }

    static AwsEnvironment ofProcess() {
        return new AwsEnvironment(System::getenv);
    }

    @Nullable
    String get(String name) {
        String value = variables.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    boolean has(String name) {
        return get(name) != null;
    }

    /** {@return the first of these that is set, or {@code null}} */
    @Nullable
    String firstSet(String... names) {
        for (String name : names) {
            if (has(name)) {
                return name;
            }
        }
        return null;
    }
}
