package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.Ports;
import io.github.secretscache.locallambda.testing.TestHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MainTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final OpenThings things = OpenThings.closedAtExit();

    @AfterEach
    void close() {
        things.close();
    }

    @Test
    void run_help_printsUsage() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).startsWith("Usage: ./lambda run");
        assertThat(text(out).lines()).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 80);
        assertThat(text(err)).isEmpty();
    }

    @Test
    void run_badArguments_saysEach() {
        assertThat(run("run", "--port", "many")).isEqualTo(2);
        assertThat(text(err))
                .contains("lambda: --port: must be a whole number", "lambda: --function: needed", "--help");
        assertThat(run("serve")).isEqualTo(2);
        assertThat(text(err)).contains("unknown command serve; there is run, invoke, put and fault");
    }

    @Test
    void run_badSecretsFile_saysWhy() throws IOException {
        Path secrets = Files.writeString(directory.resolve("secrets.yaml"), "secrets: {pin: 1}");

        assertThat(run(function("--secrets", secrets.toString()))).isEqualTo(1);
        assertThat(text(err)).contains("secrets.pin: expected text");
    }

    @Test
    void run_busyPort_saysWhichOne() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = busy.getLocalPort();

            assertThat(run(function("--port", String.valueOf(port)))).isEqualTo(1);
            assertThat(text(err)).contains("Port " + port);
            assertThat(run(function("--cache-port", String.valueOf(port)))).isEqualTo(1);
            assertThat(text(err)).contains("port " + port + " is in use by another program");
        }
    }

    @Test
    void run_portThatIsBusyOnIpv6Only_saysWhichOne() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            int port = busy.getLocalPort();

            assertThat(run(function("--cache-port", String.valueOf(port)))).isEqualTo(1);
            assertThat(text(err)).contains("port " + port + " is in use by another program");
        } catch (SocketException e) {
            abort("there is no IPv6");
        }
    }

    @Test
    void invoke_nothingThere_saysHowToStartIt() {
        assertThat(run("invoke", "--port", freePort())).isEqualTo(1);
        assertThat(text(err)).contains("nothing listens on port", "./lambda run");
    }

    @Test
    void inputThatCannotBe_isRefusedByName() throws IOException {
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff});

        assertThat(run("invoke", "missing.json")).isEqualTo(1);
        assertThat(text(err)).contains("lambda: missing.json does not exist");
        assertThat(run("put", "db", bytes.toString())).isEqualTo(1);
        assertThat(text(err)).contains("lambda: put: the value must be text in UTF-8");
        assertThat(run("fault", "delay")).isEqualTo(2);
        assertThat(text(err)).contains("lambda: --delay: needed, how many milliseconds each call is delayed");
    }

    @Test
    void run_functionWithLayer_isInvokedRotatedAndTroubled() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets.yaml"), "secrets: {db: hush}");
        Path event = Files.writeString(directory.resolve("event.json"), "{\"a\":1}");
        String port = freePort();

        assertThat(run(function(
                        "--secrets",
                        secrets.toString(),
                        "--port",
                        port,
                        "--env",
                        "COLOUR=blue",
                        "--env",
                        "SECRETS_CACHE_JAVA_OPTIONS=-Xmx64m")))
                .as(text(err))
                .isEqualTo(Main.SERVING);
        assertThat(text(out))
                .contains("secrets db", "http://127.0.0.1:" + port, "frozen, as in Lambda", "Ctrl-C ends it.")
                // The AWS CLI 1 knows this one only.
                .contains("AWS_DEFAULT_REGION=us-east-1")
                .doesNotContain("hush");

        assertThat(text(out).lines().filter(line -> line.contains("http://127") || line.endsWith("\\")))
                .hasSize(4)
                .allMatch(line -> line.length() <= 80);

        out.reset();
        assertThat(run("invoke", event.toString(), "--port", port)).isZero();
        Matcher answer = Pattern.compile("\\{.*\"echo\".*").matcher(text(out));
        assertThat(answer.find()).isTrue();
        assertThat(answer.group())
                .contains("\"echo\":{\"a\":1}", "\"COLOUR\":\"blue\"")
                .containsPattern("\"AWS_ENDPOINT_URL_SECRETS_MANAGER\":\"https://localhost:\\d+\"")
                .containsPattern("\"SECRETS_CACHE_JAVA_OPTIONS\":\"-Djavax.net.ssl.trustStore=\\S+ -Xmx64m\"");

        Path fails = Files.writeString(directory.resolve("fails.json"), "{\"fail\":true}");
        assertThat(run("invoke", fails.toString(), "--port", port)).isEqualTo(1);
        assertThat(text(out)).contains("asked to fail");
        // The answer comes before the invocation ends, as in Lambda.
        while (!text(out).contains("invocation 2, warm")) {
            assertThat(Thread.interrupted()).as("the time to wait is over").isFalse();
            LockSupport.parkNanos(1_000_000);
        }

        out.reset();
        Path value = Files.writeString(directory.resolve("value"), "new\n");
        assertThat(run("put", "db", value.toString(), "--port", port)).isZero();
        assertThat(run("fault", "throttle", "--times", "3", "--secret", "db", "--port", port))
                .isZero();
        assertThat(run("fault", "--port", port)).isZero();
        assertThat(text(out)).contains("\"kind\" : \"throttle\"", "\"secret\" : \"db\"", "\"times\" : 3");
        assertThat(run("fault", "slow", "--port", port)).isEqualTo(1);
        assertThat(run("fault", "clear", "--port", port)).isZero();

        out.reset();
        things.close();
        assertThat(text(out)).contains("2 invocations, 1 cold; calls to AWS 0");
    }

    private String[] function(String... more) {
        Path layer = Folders.layer(directory);
        Folders.javaExtension(layer, "recorder");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--layer",
                layer.toString(),
                "--function",
                Folders.testClasses().toString(),
                "--handler",
                TestHandler.class.getName() + "::handle"));
        if (!List.of(more).contains("--cache-port")) {
            arguments.addAll(List.of("--cache-port", freePort()));
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static String freePort() {
        return String.valueOf(Ports.free());
    }

    private int run(String... arguments) {
        return new Main(things, new Terminal(stream(out), 100, false), stream(out), stream(err)).run(arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
