package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No process is left behind, however local-lambda ends. */
@Timeout(120)
class WatchdogTest {

    @TempDir
    Path root;

    @Test
    void processes_whenTheJvmIsKilled_dieWithItEvenWhenStopped() throws IOException {
        Folders.extension(Folders.layer(root), "a", "#!/bin/sh\nsleep 1000 &\n" + Stage.UP + "\n");
        Process jvm = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> output = new ArrayList<>();
            for (String line = lines.readLine(); line != null && !line.equals("frozen"); line = lines.readLine()) {
                output.add(line);
            }
            assertThat(output).anyMatch(line -> line.startsWith("[a] up"));
            List<ProcessHandle> processes = jvm.descendants().toList();
            // The watchdog, the extension's two and the function.
            assertThat(processes).hasSize(4);

            jvm.destroyForcibly();

            processes.forEach(process -> ApiClient.finish(process.onExit()));
        }
    }

    /** A JVM to be killed: brings a sandbox to the point where all of it is frozen. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) {
            Stage stage = Stage.open(Path.of(args[0]));
            stage.beginInit();
            stage.log.await("[a] up");
            stage.register("a", "SHUTDOWN");
            stage.awaitRuntime();
            stage.lambda.freeze();
            stage.log.lines().forEach(System.out::println);
            System.out.println("frozen");
            stage.log.await("never");
        }
    }
}
