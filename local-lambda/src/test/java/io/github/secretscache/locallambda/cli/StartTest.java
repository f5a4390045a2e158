package io.github.secretscache.locallambda.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.Ports;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ./lambda starts in a second because of what it does not do; a busy machine cannot measure that, but see it. */
@Timeout(60)
class StartTest {

    @TempDir
    Path directory;

    @Test
    void run_usesNothingThatTakesLong() throws Exception {
        List<String> used = classesOf(
                "run",
                "--function",
                Files.createDirectory(directory.resolve("function")).toString(),
                "--runtime-command",
                "false",
                "--layer",
                Folders.layer(directory).toString(),
                "--secrets",
                Files.writeString(directory.resolve("secrets.yaml"), "secrets: {db: hush}")
                        .toString(),
                "--port",
                "0",
                "--cache-port",
                String.valueOf(Ports.free()));

        assertThat(used)
                .as("the log of classes is complete")
                .contains("io.github.secretscache.locallambda.cli.Introduction")
                // Two such keys in a JVM that has just started took a second.
                .doesNotContain("sun.security.rsa.RSAKeyPairGenerator")
                .noneMatch(name -> name.startsWith("org.bouncycastle."));
    }

    @Test
    void commandToARunningFunction_needsNoJackson() throws Exception {
        assertThat(classesOf("invoke", "--port", String.valueOf(Ports.free())))
                .contains("io.github.secretscache.locallambda.cli.ClientCommands")
                .noneMatch(name -> name.startsWith("com.fasterxml.jackson.databind.ObjectMapper"));
    }

    /** Runs it until it serves or ends. */
    private List<String> classesOf(String... arguments) throws Exception {
        Path log = directory.resolve("classes");
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xlog:class+load:file=" + log + "::filecount=0",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()),
                        Stream.of(arguments))
                .toList();
        Process lambda = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(lambda.getInputStream(), UTF_8))) {
            output.lines().anyMatch("Ctrl-C ends it."::equals);
        } finally {
            lambda.destroy();
            lambda.waitFor();
        }
        try (var lines = Files.lines(log)) {
            return lines.map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
                    .toList();
        }
    }
}
