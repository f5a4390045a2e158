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

/** The sidecar, as a process, before an STS and a Secrets Manager that tells in each secret who read it. */
@Timeout(120)
class RoleArnIT {
    private static final Pattern ROLE = Pattern.compile("role%2F(\\w+)");
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=(\\w+)/");
    private static final String TOKEN = "hunter2hunter2hunter2";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer aws;
    private int port;

    @BeforeEach
    void startAws() throws IOException {
        aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        aws.createContext("/", this::answer);
        aws.start();
        port = ExtensionProcess.freePort();
        String endpoint = "http://127.0.0.1:" + aws.getAddress().getPort();
        environment.put("SECRETS_CACHE_PORT", String.valueOf(port));
        environment.put("SECRETS_CACHE_TOKEN", TOKEN);
        environment.put("AWS_ACCESS_KEY_ID", "AKIDPROCESS");
        environment.put("AWS_SECRET_ACCESS_KEY", "key");
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint);
        environment.put("AWS_ENDPOINT_URL_STS", endpoint);
    }

    @AfterEach
    void stopAws() {
        aws.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher role = ROLE.matcher(question);
        if (role.find()) {
            calls.add("AssumeRole " + role.group(1));
            boolean denied = role.group(1).equals("denied");
            send(exchange, denied ? 403 : 200, "text/xml", denied ? DENIED : assumed("AKID" + role.group(1)));
            return;
        }
        Matcher key = ACCESS_KEY.matcher(exchange.getRequestHeaders().getFirst("Authorization"));
        calls.add("GetSecretValue " + (key.find() ? key.group(1) : "nobody"));
        send(exchange, 200, "application/x-amz-json-1.1", secret("read by " + key.group(1)));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static final String DENIED = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>
            <RequestId>00000000-0000-4000-8000-000000000009</RequestId></ErrorResponse>""";

    private static String assumed(String accessKey) {
        return """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>%s</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""".formatted(accessKey);
    }

    private static String secret(String text) {
        return """
                {"ARN":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf","Name":"s",
                "VersionId":"00000000-0000-4000-8000-000000000001","SecretString":"%s",
                "VersionStages":["AWSCURRENT"],"CreatedDate":1.5E9}""".formatted(text);
    }

    @Test
    void eachRole_readsForItself_andAnItemOfTheFileWithThatRoleIsTheSame() throws Exception {
        environment.put(
                "SECRETS_CACHE_CONFIG",
                Files.writeString(folder.resolve("config.yaml"), """
                        SecretManagers:
                          - roleArn: arn:aws:iam::123456789012:role/listed
                            secrets: [ s ]
                        """).toString());

        try (ExtensionProcess process = ExtensionProcess.start(environment)) {
            assertThat(readWith("listed")).contains("read by AKIDlisted");
            assertThat(readWith("one")).contains("read by AKIDone");
            assertThat(readWith("other")).contains("read by AKIDother");
            for (int i = 0; i < 3; i++) {
                assertThat(readWith("one")).contains("read by AKIDone");
            }
            assertThat(readWith("denied"))
                    .startsWith("403 {\"__type\":\"AccessDeniedException\"")
                    .contains("sts:AssumeRole");
            assertThat(calls)
                    .containsExactlyInAnyOrder(
                            "AssumeRole listed",
                            "GetSecretValue AKIDlisted",
                            "AssumeRole one",
                            "GetSecretValue AKIDone",
                            "AssumeRole other",
                            "GetSecretValue AKIDother",
                            "AssumeRole denied");
            process.terminate();
            assertThat(process.exitStatus()).isZero();
        }
    }

    private String readWith(String role) {
        while (true) {
            try {
                HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port
                                + "/secretsmanager/get?secretId=s&roleArn=arn:aws:iam::123456789012:role/" + role)
                        .toURL()
                        .openConnection();
                connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", TOKEN);
                int status = connection.getResponseCode();
                return status + " "
                        + new String(
                                (status < 400 ? connection.getInputStream() : connection.getErrorStream())
                                        .readAllBytes(),
                                StandardCharsets.UTF_8);
            } catch (ConnectException e) {
                LockSupport.parkNanos(2_000_000);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
