package io.github.secretscache.locallambda.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * How the runtime is started.
 *
 * @param handler as registered; may be empty
 * @param directory the folder of the runtime's own files, Lambda's {@code /var/runtime}
 * @param executionEnvironment the variable {@code AWS_EXECUTION_ENV}
 */
public record RuntimeCommand(List<String> line, String handler, Path directory, String executionEnvironment) {

    /** OS-only runtimes have no wrapper script. */
    boolean knowsWrapper() {
        return !executionEnvironment.startsWith(RuntimeCommands.OS_ONLY);
    }
}
