package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.TestHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(text(out)).startsWith("Usage: java -jar local-lambda.jar");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void run_badArguments_saysEachAndUsage() {
        assertThat(run("--port", "many")).isEqualTo(2);
        assertThat(text(err))
                .contains("local-lambda: --port: must be a whole number", "local-lambda: --layer: needed", "Usage:");
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
        }
    }

    @Test
    void run_functionWithLayer_servesWhatItPrints() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets.yaml"), "secrets: {db: hush}");

        assertThat(run(function(
                        "--secrets",
                        secrets.toString(),
                        "--port",
                        "0",
                        "--env",
                        "COLOUR=blue",
                        "--env",
                        "SECRETS_CACHE_JAVA_OPTIONS=-Xmx64m",
                        "--timeout",
                        "30")))
                .isEqualTo(Main.SERVING);
        Matcher curl =
                Pattern.compile("curl -s -d '\\{}' (http://\\S+/invocations)").matcher(text(out));
        assertThat(curl.find()).isTrue();
        HttpResponse<String> reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(curl.group(1)))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(reply.body())
                .contains("\"echo\":{\"a\":1}", "\"COLOUR\":\"blue\"")
                .containsPattern("\"AWS_ENDPOINT_URL_SECRETS_MANAGER\":\"https://localhost:\\d+\"")
                .containsPattern("\"SECRETS_CACHE_JAVA_OPTIONS\":\"-Djavax.net.ssl.trustStore=\\S+ -Xmx64m\"");
    }

    private String[] function(String... more) {
        Path layer = Folders.layer(directory);
        Folders.javaExtension(layer, "recorder");
        List<String> arguments = new ArrayList<>(List.of(
                "--layer", layer.toString(),
                "--function", Folders.testClasses().toString(),
                "--handler", TestHandler.class.getName() + "::handle"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private int run(String... arguments) {
        return Main.run(things, stream(out), stream(err), arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
