package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension as Lambda starts it: a process, an environment, an exit status and log lines. */
@Timeout(120)
class ExtensionProcessIT {
    private final Map<String, String> environment = new HashMap<>();
    private FakeExtensionsApi api;
    private int port;

    @BeforeEach
    void startApi() throws IOException {
        api = new FakeExtensionsApi();
        port = ExtensionProcess.freePort();
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "http://127.0.0.1:9001", "127.0.0.1:0x", "127.0.0.1:1"})
    void runtimeApi_malformedOrUnreachable_isOneLine(String address) throws Exception {
        environment.put("AWS_LAMBDA_RUNTIME_API", address);

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(process.exitStatus()).isEqualTo(1);
            assertThat(process.lines())
                    .singleElement()
                    .asString()
                    .startsWith("[secrets-cache] ERROR AWS_LAMBDA_RUNTIME_API is \"" + address + "\": ");
        }
    }

    @Test
    void registerRefused_isOneLine() throws Exception {
        api.refuseRegister(403, "{\"errorMessage\":\"no such file\",\"errorType\":\"Extension.InvalidExtensionName\"}");

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(process.exitStatus()).isEqualTo(1);
            assertThat(process.lines())
                    .singleElement()
                    .asString()
                    .contains("403", "Extension.InvalidExtensionName", "no such file");
        }
        assertThat(api.call().name()).isEqualTo("register");
        assertThat(api.pending()).isEmpty();
    }

    @Test
    void everyProblemOfEnvironmentPortAndFile_isALine_andInitErrorAfterRegister(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("config.yaml"), "SecretManagers:\n – secrets:\n    – a\n");
        environment.put("SECRETS_CACHE_CONFIG", config.toString());
        environment.put("SECRETS_CACHE_PORT", "eighty");
        environment.put("CACHE_TIMEOUT", "abc");
        String dash =
                "read an en dash (–, U+2013), expected a hyphen (-): a list item in YAML begins with \"- \"; the line"
                        + " was probably copied from a formatted page";

        assertEnds(
                2,
                "[secrets-cache] ERROR SECRETS_CACHE_PORT: read \"eighty\", expected a whole number, from 1 to 65535",
                "[secrets-cache] ERROR " + config + ":2:2: " + dash,
                "[secrets-cache] ERROR " + config + ":3:5: " + dash,
                "[secrets-cache] ERROR CACHE_TIMEOUT: read \"abc\", expected a number of minutes such as 10 or 0.5, from"
                        + " 0.001 to 525600, or 0 (caching off)");
        assertThat(api.call()).isEqualTo(registration());
        FakeExtensionsApi.Call error = api.call();
        assertThat(error.name()).isEqualTo("init/error");
        assertThat(error.header()).isEqualTo("Extension.ConfigInvalid");
        assertThat(error.body()).contains("CACHE_TIMEOUT", "SECRETS_CACHE_PORT", "config.yaml:2:2");
        assertThat(api.pending()).isEmpty();
    }

    @Test
    void busyPort_isOneLine_andInitErrorAfterRegister() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(other.isBound()).isTrue();
            assertThat(process.exitStatus()).isEqualTo(2);
            assertThat(process.lines())
                    .filteredOn(line -> line.contains("ERROR"))
                    .singleElement()
                    .asString()
                    .contains("SECRETS_CACHE_PORT: port " + port);
        }
        assertThat(api.call().name()).isEqualTo("register");
        assertThat(api.call().header()).isEqualTo("Extension.ConfigInvalid");
    }

    @Test
    void life_withoutSecrets_portThenRegisterThenNextThenSummaryThenExit() throws Exception {
        api.onRegister(() -> assertListening(port));
        environment.put("SECRETS_CACHE_TIMEUOT", "5");

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(api.call()).isEqualTo(registration());
            assertThat(api.call().name()).isEqualTo("event/next");
            api.invoke(Instant.now().plusSeconds(30));
            assertThat(api.call().name()).isEqualTo("event/next");
            api.shutdown(Instant.now().plusSeconds(2));

            assertThat(process.exitStatus()).isZero();
            List<String> lines = process.lines();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(0)).startsWith("[secrets-cache] WARN SECRETS_CACHE_TIMEUOT: unknown, has no effect");
            assertThat(lines.get(1))
                    .isEqualTo("[secrets-cache] INFO no /var/task/config.yaml: nothing is fetched before it is read");
            assertThat(lines.get(2))
                    .startsWith("[secrets-cache] INFO started for my-function with INVOKE events; ports " + port
                            + "; 0 listed secrets;")
                    .contains("cache.ttl=10m ", "listed secrets can be read, nothing else");
            assertThat(lines.get(3)).startsWith("{\"_aws\":{\"Timestamp\":").contains("\"Hits\":0", "\"spindown\"");
            assertThat(api.pending()).isEmpty();
        }
    }

    @Test
    void jsonLog_isOneObjectALine() throws Exception {
        environment.put("SECRETS_CACHE_LOG_FORMAT", "json");
        environment.put("SECRETS_CACHE_UNKNOWN_TO_ALL", "1");
        environment.put("SECRETS_CACHE_LOG_LEVEL", "DEBUG");

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(api.call().name()).isEqualTo("register");
            assertThat(api.call().name()).isEqualTo("event/next");
            api.shutdown(Instant.now().plusSeconds(2));

            assertThat(process.exitStatus()).isZero();
            assertThat(process.lines()).hasSizeGreaterThanOrEqualTo(4).allSatisfy(line -> {
                try (JsonParser json = new JsonFactory().createParser(line)) {
                    assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                    json.skipChildren();
                    assertThat(json.nextToken()).isNull();
                }
            });
        }
    }

    private static FakeExtensionsApi.Call registration() {
        return new FakeExtensionsApi.Call("register", "secrets-cache", "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
    }

    private static void assertListening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(socket.isConnected()).isTrue();
        } catch (IOException e) {
            throw new AssertionError("nobody listens at the time of register", e);
        }
    }

    private void assertEnds(int status, String... lines) throws Exception {
        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(process.exitStatus()).isEqualTo(status);
            assertThat(process.lines()).containsExactly(lines);
        }
    }
}
