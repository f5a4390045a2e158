package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the processes see, as the kernel gave it to them. */
@Timeout(120)
class EnvironmentTest {

    private static final Map<String, String> CUSTOMER = Map.ofEntries(
            Map.entry("MINE", "1"),
            Map.entry("_JAVA_OPTIONS", "-Xmx1m"),
            Map.entry("JAVA_TOOL_OPTIONS", "-Dx=y"),
            Map.entry("AWS_EXECUTION_ENV", "customer"),
            Map.entry("AWS_XRAY_DAEMON_ADDRESS", "customer"),
            Map.entry("LAMBDA_TASK_ROOT", "customer"),
            Map.entry("AWS_ACCESS_KEY_ID", "customer"),
            Map.entry("AWS_REGION", "customer"));

    @TempDir
    Path root;

    @Test
    void extension_seesCustomersCredentialsAndPlatformAndNothingElse() {
        Map<String, String> customer = new HashMap<>(CUSTOMER);
        customer.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper");
        Map<String, String> seen = environmentOf("a", builder -> builder.environment(customer));

        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "MINE",
                        "JAVA_TOOL_OPTIONS",
                        "AWS_LAMBDA_EXEC_WRAPPER",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_SESSION_TOKEN",
                        "AWS_REGION",
                        "AWS_DEFAULT_REGION",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_LAMBDA_RUNTIME_API",
                        "PATH",
                        "LANG",
                        "TMPDIR",
                        "TZ");
        assertThat(seen)
                .containsEntry("AWS_REGION", "us-east-1")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
                .containsEntry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
                .containsEntry("AWS_ACCESS_KEY_ID", "AKIDLOCALLAMBDA");
        assertThat(seen.get("AWS_LAMBDA_RUNTIME_API")).matches("127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void runtime_seesItsOwnVariablesToo() {
        Map<String, String> seen = environmentOf("function", builder -> builder.environment(CUSTOMER));

        assertThat(seen)
                .containsEntry("MINE", "1")
                .containsEntry("_JAVA_OPTIONS", "-Xmx1m")
                .containsEntry("LAMBDA_TASK_ROOT", root.toString())
                .containsEntry("_HANDLER", "")
                .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/function")
                .doesNotContainKeys("PWD", "OLDPWD", "HOME", "SHLVL", "_");
    }

    @Test
    void pathBeyondAscii_isReadableWhateverLocalesTheMachineHas() throws IOException {
        root = Files.createDirectory(root.resolve("a folder \u00e9"));

        assertThat(environmentOf("function", builder -> builder)).containsEntry("LC_ALL", "C.UTF-8");
    }

    @Test
    void wrapper_isNotKnownToARuntimeOfOnesOwn() {
        Map<String, String> seen = environmentOf(
                "function", builder -> builder.environment(Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/no/such/wrapper")));

        assertThat(seen).containsKey("LAMBDA_TASK_ROOT");
    }

    @Test
    void snapStart_putsTheContainerVariablesInPlaceOfTheKeys() {
        Map<String, String> seen = environmentOf("a", builder -> builder.initializationType("snap-start"));

        assertThat(seen)
                .containsEntry("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
                .containsKeys("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN")
                .doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
    }

    /**
     * Reads from /proc what the process was given; both programs are no shell, which would add variables of its own.
     */
    private Map<String, String> environmentOf(String process, UnaryOperator<LocalLambdaBuilder> settings) {
        Path extension = Folders.extension(Folders.layer(root), "a", "#!/usr/bin/tail -f\nup\n");
        List<String> runtime = List.of("/usr/bin/tail", "-f", extension.toString());
        try (Stage stage = Stage.open(root, builder -> settings.apply(builder).runtimeCommand(runtime))) {
            stage.beginInit();
            stage.log.await("[a] up");
            if (process.equals("a")) {
                return environment(extension, 0);
            }
            stage.register("a", "SHUTDOWN");
            stage.log.await("[function] up");
            return environment(extension, 1);
        }
    }

    private static Map<String, String> environment(Path argument, int index) {
        long pid = ProcessHandle.current()
                .children()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(argument.toString()))
                .map(ProcessHandle::pid)
                .sorted()
                .toList()
                .get(index);
        try {
            return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/environ"))
                            .split("\0"))
                    .map(entry -> entry.split("=", 2))
                    .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
