package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A client in a process of its own, which answers each line with a line: see {@link ClientProgram}. */
final class ClientProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader replies;

    private ClientProcess(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.replies = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a main class of these tests, without our own code and without some libraries on its class path.
     *
     * @param isThere which jars, by file name, are on it
     */
    static ClientProcess java(Class<?> main, Predicate<String> isThere, Map<String, String> environment) {
        String classPath = String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(Path.of("sdk-tests", "target", "test-classes")
                                        .toString())
                                || isLibrary(entry, isThere))
                        .toList());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start(
                environment,
                List.of(
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        // It has no logging library, and need not say so.
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        classPath,
                        main.getName()));
    }

    private static boolean isLibrary(String entry, Predicate<String> isThere) {
        String file = Path.of(entry).getFileName().toString();
        return file.endsWith(".jar") && !file.startsWith("secrets-cache-") && isThere.test(file);
    }

    /** Starts a program with these variables, and those that every program needs. */
    static ClientProcess start(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(command)).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> variables = builder.environment();
        String path = variables.getOrDefault("PATH", "");
        variables.clear();
        // A home without profiles of AWS.
        variables.putAll(Map.of("PATH", path, "LC_ALL", "C.UTF-8", "HOME", System.getProperty("java.io.tmpdir")));
        variables.putAll(environment);
        try {
            return new ClientProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return {@code value TEXT}, or {@code error} with what the client's own exception says} */
    String ask(String... words) {
        try {
            requests.write(String.join(" ", words));
            requests.newLine();
            requests.flush();
            String reply = replies.readLine();
            return reply == null ? fail("the client has ended; what it wrote on stderr is above") : reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
