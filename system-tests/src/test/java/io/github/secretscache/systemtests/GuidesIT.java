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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/local.md and docs/testing.md tell a newcomer to type, typed. */
// Installs or builds what may take minutes on a busy machine.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GuidesIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private final Map<String, String> runs = new HashMap<>();

    @Test
    void fiveMinutesWithPython_endWithTheSecretInTheFunction_threeWays() throws Exception {
        Programs.need("python3");

        assertThat(prepared("## Five minutes with Python", "### Through boto3")).isTrue();
        assertPasswordIsThere("## Five minutes with Python", "reads 1, calls to AWS 1");

        assertThat(prepared("### In an environment variable", "## Which runtime"))
                .isTrue();
        assertPasswordIsThere("### In an environment variable", "calls to AWS 1");

        // Last, for it needs what the machine may not have.
        Programs.need(prepared("### Through boto3", "### In an environment variable"), "pip that finds boto3");
        assertPasswordIsThere("### Through boto3", "calls to AWS 1");
    }

    /** Types what stands before {@code ./lambda run}. */
    private boolean prepared(String from, String to) throws Exception {
        String typed = commands(from, to);
        Path output = folder.resolve("prepared");
        String steps = typed.substring(0, typed.indexOf("./lambda run"));
        boolean done = shell("set -e\n" + steps, output).waitFor() == 0;
        runs.put(from, typed.substring(typed.indexOf("./lambda run")).split("\n\n", 2)[0]);
        if (!done) {
            System.out.print(Files.readString(output));
        }
        return done;
    }

    /** Types {@code ./lambda run}, in another window {@code ./lambda invoke}, and then Ctrl-C. */
    private void assertPasswordIsThere(String section, String sum) throws Exception {
        String port = " --port " + Ports.free();
        String cachePort = String.valueOf(Ports.free());
        // The guide takes the default ports, which may be in use here.
        String run = runs.get(section)
                .replace("./lambda run", "'" + ROOT + "/lambda' run --cache-port " + cachePort + port)
                .replace("localhost:8080", "localhost:" + cachePort);
        Path output = folder.resolve("output");
        Process lambda = shell("trap 'kill $(jobs -p)' TERM\n" + run + " &\nwait\nwait\n", output);
        try {
            awaitLine(output, "Ctrl-C ends it.", lambda);
            Path answer = folder.resolve("answer");
            int status = shell("'" + ROOT + "/lambda' invoke" + port, answer).waitFor();
            String told = Files.readString(answer) + Files.readString(output);

            assertThat(status).as(told).isZero();
            assertThat(told).contains("{\"password has\": \"14 characters\"}");
            // The answer comes before the extension is done with the invocation, and that before the sum knows of it.
            awaitLine(output, "invocation 1, cold: answered", lambda);
        } finally {
            lambda.destroy();
            lambda.waitFor();
        }
        String all = Files.readString(output);
        assertThat(all).contains("1 invocation, 1 cold; ", sum).doesNotContain("not-a-real-one");
    }

    @Test
    void lambda_isRunThroughALink_forAFolderWithBlanksAndAccents_inAnyLocale() throws Exception {
        Programs.need("python3");
        Path link = Files.createDirectories(folder.resolve("my tools")).resolve("lambda");
        Files.createSymbolicLink(link, ROOT.resolve("lambda"));
        Path function = Files.createDirectories(folder.resolve("ma fonction dʼété"));
        Files.writeString(function.resolve("app.py"), "def handler(event, context): return 'été'");
        String port = " --port " + Ports.free();
        Path output = folder.resolve("output");
        Process lambda = shell(
                "trap 'kill $(jobs -p)' TERM\nexport LC_ALL=C\n'my tools/lambda' run --function 'ma fonction dʼété'"
                        + " --handler app.handler --cache-port " + Ports.free() + port + " &\nwait\nwait\n",
                output);
        try {
            awaitLine(output, "Ctrl-C ends it.", lambda);
            assertThat(Files.readString(output))
                    .contains("app.handler (python): ", "  'my tools/lambda' invoke" + port + "\n");
            Path answer = folder.resolve("answer");
            assertThat(shell("'my tools/lambda' invoke" + port, answer).waitFor())
                    .isZero();
            assertThat(answer).content().isEqualTo("\"\\u00e9t\\u00e9\"\n");
        } finally {
            lambda.destroy();
            lambda.waitFor();
        }
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
