package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Another program, run to its end. */
final class Command {
    private Command() {}

    static String run(String... line) {
        return run(List.of(line));
    }

    /**
     * {@return what it printed, errors too}
     *
     * @throws IllegalStateException with all that, if it fails
     */
    static String run(List<String> line) {
        return run(line, Map.of());
    }

    /**
     * With more variables than this process has.
     *
     * @throws IllegalStateException with what it printed, if it fails
     */
    static String run(List<String> line, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(line.get(0) + " ended with status " + status + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
