package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may read, from the settings to the reply. */
class ReadAccessTest extends ExtensionFixture {
    private static final Map<String, String> TOKEN = Map.of("X-Aws-Parameters-Secrets-Token", "hunter2hunter2hunter2");

    @Test
    void byDefault_listedSecretIsOpen_andTheRestNeedsTheToken() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
        source.put("unlisted", "u");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/listed")).isEqualTo("200 value of listed");
        assertThat(get("/cache/listed?versionStage=AWSPREVIOUS")).startsWith("403 ");
        assertThat(get("/cache/unlisted")).startsWith("403 ").contains("token-refused");
        assertThat(get("/cache/unlisted", TOKEN)).isEqualTo("200 u");
        assertThat(get("/cache/unlisted", Map.of("X-Vault-Token", "hunter2hunter2hunter2")))
                .isEqualTo("200 u");
        assertThat(get("/cache/unlisted", Map.of("X-Vault-Token", "hunter3"))).startsWith("403 ");
        assertThat(get("/secretsmanager/get?secretId=listed")).startsWith("403 Bad Token");
        assertThat(get("/secretsmanager/get?secretId=listed", TOKEN)).startsWith("200 {\"ARN\":");

        assertEndsWell(status);
        assertThat(log())
                .contains("; listed secrets are open, the rest needs the token (AWS_SESSION_TOKEN);")
                .doesNotContain("hunter2hunter2hunter2");
    }

    @Test
    void requireToken_closesListedSecretsToo() throws Exception {
        environment.put("SECRETS_CACHE_TOKEN", "hunter2hunter2hunter2");
        environment.put("AWS_SESSION_TOKEN", "not this one");
        environment.put("SECRETS_CACHE_REQUIRE_TOKEN", "true");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/listed")).startsWith("403 ");
        assertThat(get("/cache/listed", Map.of("X-Vault-Token", "not this one")))
                .startsWith("403 ");
        assertThat(get("/cache/listed", TOKEN)).isEqualTo("200 value of listed");

        assertEndsWell(status);
        assertThat(log()).contains("; every read needs the token (SECRETS_CACHE_TOKEN);");
    }

    @Test
    void requireToken_withoutAToken_failsInit() throws Exception {
        config("server: { requireToken: true }");

        CompletableFuture<Integer> status = start();

        api.await("register");
        assertThat(api.call().header()).isEqualTo("Extension.ConfigInvalid");
        assertThat(join(status)).isNotZero();
        assertThat(log())
                .hasLineCount(1)
                .contains("ERROR SECRETS_CACHE_TOKEN: not set, nor is one of AWS_TOKEN, AWS_SESSION_TOKEN,"
                        + " AWS_CONTAINER_AUTHORIZATION_TOKEN, expected a token, because server.requireToken is true ("
                        + folder.resolve("config.yaml") + ":1:25)");
    }

    @Test
    void noToken_leavesListedSecretsOpen_andNothingElse() throws Exception {
        source.put("unlisted", "u");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/listed")).isEqualTo("200 value of listed");
        assertThat(get("/cache/unlisted")).startsWith("403 ");
        assertThat(get("/cache/unlisted", Map.of("X-Vault-Token", ""))).startsWith("403 ");
        assertThat(get("/status")).startsWith("403 ");

        assertEndsWell(status);
        assertThat(log()).contains("; no token is available: listed secrets can be read, nothing else;");
    }

    @Test
    void tokenOfSnapStart_isThatOfTheContainer() throws Exception {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hunter2hunter2hunter2");
        source.put("unlisted", "u");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/unlisted", TOKEN)).isEqualTo("200 u");

        assertEndsWell(status);
    }

    @Test
    void tokenInAFile_isRead_andOneThatCannotBeFailsInit() throws Exception {
        environment.put("AWS_TOKEN", "file://" + Files.writeString(folder.resolve("token"), "hunter2hunter2hunter2\n"));
        source.put("unlisted", "u");
        CompletableFuture<Integer> status = startAndWait();
        assertThat(get("/cache/unlisted", TOKEN)).isEqualTo("200 u");
        assertEndsWell(status);
        assertThat(log()).contains("(AWS_TOKEN, file://" + folder + "/token)").doesNotContain("hunter2hunter2hunter2");

        Files.writeString(folder.resolve("token"), "");
        CompletableFuture<Integer> second = start();
        api.await("init/error");
        assertThat(join(second)).isNotZero();
        assertThat(log()).contains("ERROR AWS_TOKEN: read \"file://" + folder + "/token\", expected");
    }

    @Test
    void allow_refusesOtherNames_listedOrNot() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
        environment.put("SECRETS_CACHE_ALLOW", "prod/*");
        source.put("prod/db", "p");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/cache/prod/db", TOKEN)).isEqualTo("200 p");
        assertThat(get("/cache/listed", TOKEN)).startsWith("403 ").contains("name-not-allowed");

        assertEndsWell(status);
    }

    @Test
    void maxConnections_oneMoreWhileItIsBusyGets429() throws Exception {
        environment.put("SECRETS_CACHE_MAX_CONNECTIONS", "1");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        try (Socket first = new Socket("127.0.0.1", port)) {
            first.getOutputStream().write("GET /cache/listed HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            try (Socket second = new Socket("127.0.0.1", port)) {
                assertThat(statusLine(second)).startsWith("HTTP/1.1 429 ");
            }
        }

        assertEndsWell(status);
    }

    @Test
    void awsProfile_choosesWhoseRepliesAreImitated() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
        environment.put("SECRETS_CACHE_AWS_PROFILE", "extension");
        list("listed");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/secretsmanager/get?secretId=listed", TOKEN)).endsWith(",\"ResultMetadata\":{}}");

        assertEndsWell(status);
    }

    @Test
    void status_showsSettingsWithTheirSources_andNoToken() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "hunter2hunter2hunter2");
        environment.put("CACHE_TIMEOUT", "5");
        config("cache: { staleIfError: 2h }");
        CompletableFuture<Integer> status = startAndWait();

        assertThat(get("/status", TOKEN))
                .contains(
                        setting("SECRETS_CACHE_PORT", String.valueOf(port), "SECRETS_CACHE_PORT"),
                        setting("cache.ttl", "5m", "CACHE_TIMEOUT"),
                        setting("cache.staleIfError", "2h", folder.resolve("config.yaml") + ":1:24"),
                        setting("server.requireToken", "false", "default"),
                        setting("server.awsProfile", "agent", "default"),
                        setting("server.allow", "every name", "default"),
                        setting("SECRETS_CACHE_TOKEN", "set", "AWS_SESSION_TOKEN"))
                .doesNotContain("hunter2hunter2hunter2");

        assertEndsWell(status);
    }

    private static String setting(String name, String value, String origin) {
        return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\",\"origin\":\"" + origin + "\"}";
    }

    private static String statusLine(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /cache/listed HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes(16);
        return new String(start, StandardCharsets.US_ASCII);
    }
}
