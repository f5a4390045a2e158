package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.Ports;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/local.md and docs/testing.md tell a newcomer to type, typed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GuidesIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void fiveMinutesWithPython_endWithTheSecretInTheFunction() throws Exception {
        Programs.need("python3");
        String typed = commands("## Five minutes with Python", "## Which runtime");
        String ports = " --port " + Ports.free();
        // The guide takes the default ports, which may be in use here.
        String script = typed.replace("./lambda run", "'" + ROOT + "/lambda' run --cache-port " + Ports.free() + ports)
                .replace("./lambda invoke", "'" + ROOT + "/lambda' invoke" + ports);
        String run = script.substring(0, script.lastIndexOf("'" + ROOT));
        String invoke = script.substring(script.lastIndexOf("'" + ROOT));
        Path output = folder.resolve("output");

        Process lambda = shell("trap 'kill -INT $(jobs -p)' TERM\n" + run + " &\nwait\nwait\n", output);
        try {
            awaitLine(output, "Ctrl-C ends it.", lambda);
            Path answer = folder.resolve("answer");
            assertThat(shell(invoke, answer).waitFor())
                    .as(Files.readString(answer))
                    .isZero();

            assertThat(Files.readString(answer)).contains("{\"password has\": \"14 characters\"}");
        } finally {
            lambda.descendants().forEach(ProcessHandle::destroy);
            lambda.destroy();
            lambda.waitFor();
        }
        awaitLine(output, "1 invocations, 1 cold; reads 1, calls to AWS 1", null);
        assertThat(Files.readString(output)).doesNotContain("not-a-real-one");
    }

    @Test
    void testOfTheTestingGuide_passes() throws Exception {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .toList();
        String source = Samples.block(ROOT.resolve("docs/testing.md"), "sample", "local-lambda");
        Samples.compile(folder, "OrdersFunctionTest", source, classPath);
        System.setProperty(
                "function", ROOT.resolve("example-function/target/function").toString());
        System.setProperty("layer", ROOT.resolve("extension-layer/target/layer").toString());
        System.setProperty("port", String.valueOf(Ports.free()));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Class<?> test = loader.loadClass("OrdersFunctionTest");
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = test.getDeclaredMethod("function_readsItsSecret_alsoInAnOutage");
            method.setAccessible(true);

            method.invoke(constructor.newInstance());
        }
    }

    /** The indented blocks between two headings of docs/local.md. */
    private static String commands(String from, String to) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/local.md"));
        StringBuilder commands = new StringBuilder();
        page.substring(page.indexOf(from), page.indexOf(to))
                .lines()
                .filter(line -> line.startsWith("    ") || line.isEmpty())
                .forEach(line ->
                        commands.append(line.isEmpty() ? "" : line.substring(4)).append('\n'));
        return commands.toString().strip();
    }

    private Process shell(String script, Path output) throws IOException {
        return new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static void awaitLine(Path output, String line, Process process) throws IOException {
        while (!Files.readString(output, UTF_8).contains(line)) {
            assertThat(process == null || process.isAlive())
                    .as(Files.readString(output, UTF_8))
                    .isTrue();
            assertThat(Thread.interrupted())
                    .as("the time to wait for: " + line + "\n" + Files.readString(output, UTF_8))
                    .isFalse();
            LockSupport.parkNanos(20_000_000);
        }
    }
}
