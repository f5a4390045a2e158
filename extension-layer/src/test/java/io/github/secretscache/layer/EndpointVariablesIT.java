package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sidecar, as a process, in an environment whose AWS variables lead to its own ports, as a function's do: it calls
 * the endpoints that its own variables name, for Secrets Manager, Parameter Store and STS.
 */
@Timeout(120)
class EndpointVariablesIT {
    private static final Pattern NAME = Pattern.compile("\"(?:SecretId|Name)\":\"([^\"]+)\"");
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=(\\w+)/");
    private static final String TOKEN = "hunter2hunter2hunter2";

    private static final String ASSUMED = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void startAws() throws IOException {
        port = ExtensionProcess.freePort();
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put("SECRETS_CACHE_TOKEN", TOKEN);
        environment.put("AWS_ACCESS_KEY_ID", "AKIDPROCESS");
        environment.put("AWS_SECRET_ACCESS_KEY", "key");
        environment.put("AWS_REGION", "eu-west-1");
        // Every way to spell the address of the process itself.
        environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + port);
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://localhost:" + port);
        environment.put("AWS_ENDPOINT_URL_SSM", "http://[::1]:" + port);
        environment.put("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:" + port + "/");
        for (String service : List.of("SECRETS_MANAGER", "SSM", "STS")) {
            environment.put("SECRETS_CACHE_ENDPOINT_URL_" + service, start(service));
        }
    }

    @AfterEach
    void stopAws() {
        servers.forEach(server -> server.stop(0));
    }

    private String start(String service) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(service, exchange));
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(String service, HttpExchange exchange) throws IOException {
        String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Matcher key = ACCESS_KEY.matcher(exchange.getRequestHeaders().getFirst("Authorization"));
        Matcher name = NAME.matcher(question);
        String operation = target == null ? "AssumeRole" : target.substring(target.indexOf('.') + 1);
        String asked = name.find() ? " " + name.group(1) : "";
        calls.add(service + " " + operation + asked + " by " + (key.find() ? key.group(1) : "nobody"));
        String reply = switch (operation) {
            case "AssumeRole" -> ASSUMED;
            case "ListSecrets" ->
                "{\"SecretList\":[" + listed("found", "orders") + "," + listed("beside", "orders-test") + "]}";
            case "GetParameter" ->
                "{\"Parameter\":{\"ARN\":\"arn:aws:ssm:eu-west-1:123456789012:parameter/p\","
                        + "\"Name\":\"/p\",\"Type\":\"String\",\"Value\":\"parameter\",\"Version\":1}}";
            default -> secret(name.group(1));
        };
        byte[] body = reply.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", target == null ? "text/xml" : "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String arn(String name) {
        return "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
    }

    private static String listed(String name, String value) {
        return "{\"ARN\":\"" + arn(name) + "\",\"Name\":\"" + name + "\",\"Tags\":[{\"Key\":\"app\",\"Value\":\""
                + value + "\"}]}";
    }

    private static String secret(String name) {
        return "{\"ARN\":\"" + arn(name) + "\",\"Name\":\"" + name + "\",\"VersionId\":"
                + "\"00000000-0000-4000-8000-000000000001\",\"SecretString\":\"value of " + name
                + "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.5E9}";
    }

    @Test
    void ownVariables_beatThoseThatLeadToItself_forAllThreeServices() throws Exception {
        environment.put(
                "SECRETS_CACHE_CONFIG",
                Files.writeString(folder.resolve("config.yaml"), """
                        SecretManagers:
                          - secrets: [ s ]
                          - tags: { app: orders }
                          - roleArn: arn:aws:iam::123456789012:role/reader
                            secrets: [ of-role ]
                        Parameters:
                          - parameters: [ /p ]
                        """).toString());

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(read("/cache/s")).isEqualTo("200 value of s");
            assertThat(read("/cache/found")).isEqualTo("200 value of found");
            assertThat(read("/cache/of-role")).isEqualTo("200 value of of-role");
            assertThat(read("/parameters/%2Fp")).isEqualTo("200 parameter");

            assertThat(calls)
                    .containsExactlyInAnyOrder(
                            "SECRETS_MANAGER GetSecretValue s by AKIDPROCESS",
                            "SECRETS_MANAGER ListSecrets by AKIDPROCESS",
                            "SECRETS_MANAGER GetSecretValue found by AKIDPROCESS",
                            "STS AssumeRole by AKIDPROCESS",
                            "SECRETS_MANAGER GetSecretValue of-role by AKIDROLE",
                            "SSM GetParameter /p by AKIDPROCESS");
            process.terminate();
            assertThat(process.exitStatus()).isZero();
        }
    }

    /** Tries until the process listens. */
    private String read(String path) throws IOException {
        while (true) {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", TOKEN);
            try {
                int status = connection.getResponseCode();
                byte[] body = (status < 400 ? connection.getInputStream() : connection.getErrorStream()).readAllBytes();
                return status + " " + new String(body, StandardCharsets.UTF_8);
            } catch (ConnectException notYet) {
                LockSupport.parkNanos(2_000_000);
            }
        }
    }
}
