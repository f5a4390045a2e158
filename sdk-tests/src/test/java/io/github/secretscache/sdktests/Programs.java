package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs in other languages, and what they need, from the folder that {@code SECRETS_CACHE_TEST_CLIENTS} names.
 * {@code .ci/run} makes it; elsewhere:
 *
 * <pre>{@code
 * python3 -m venv clients && clients/bin/pip install boto3 awscli aws-secretsmanager-caching aws-lambda-powertools
 * npm install --prefix clients @aws-sdk/client-secrets-manager
 * SECRETS_CACHE_TEST_CLIENTS=$PWD/clients mvn verify
 * }</pre>
 */
final class Programs {
    private static final String VARIABLE = "SECRETS_CACHE_TEST_CLIENTS";
    private static final Path SOURCES = Path.of("src", "test", "programs").toAbsolutePath();

    private Programs() {}

    static ClientProcess python(String script, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        // Nothing is left among the sources.
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        return ClientProcess.start(
                variables,
                List.of(
                        needed("bin/python3").toString(),
                        SOURCES.resolve(script).toString()));
    }

    static ClientProcess node(String script, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("NODE_PATH", needed("node_modules").toString());
        // That a newer Node.js will be needed some day.
        variables.put("NODE_NO_WARNINGS", "1");
        return ClientProcess.start(
                variables, List.of("node", SOURCES.resolve(script).toString()));
    }

    static ClientProcess shell(String script, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", System.getenv("PATH") + ":" + needed("bin"));
        return ClientProcess.start(
                variables, List.of("bash", SOURCES.resolve(script).toString()));
    }

    /** Something in the folder; without it the test is left out, and where {@code CI} is set it fails. */
    private static Path needed(String what) {
        String folder = System.getenv(VARIABLE);
        Path path = Path.of(folder == null ? "" : folder, what);
        if (folder != null && Files.exists(path)) {
            return path;
        }
        String message = folder == null
                ? "a client was not tested: " + VARIABLE + " does not name the folder that has it"
                : "a client was not tested: " + path + " is not there";
        if (System.getenv("CI") != null) {
            fail(message);
        }
        System.err.println("******** A TEST DID NOT RUN: " + message);
        return abort(message);
    }
}
