package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the training of the layer with its own runtime does not run, in the layer itself: each source of credentials, and
 * the errors of AWS in each of their shapes. A class that was left out and is needed shows here.
 */
@Timeout(120)
class RarePathsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String READ = "/cache/secret_now?refreshNow=true";

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private PlainAws aws;

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(RarePathsIT.class);
    }

    @BeforeEach
    void start() throws IOException {
        aws = new PlainAws();
        variables.put("AWS_ENDPOINT_URL", aws.address());
        variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.address());
        variables.put("HOME", folder.toString());
        variables.put("SECRETS_CACHE_LOG_LEVEL", "debug");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void credentialsOfTheEnvironment_areUsed() throws Exception {
        assertReadBy("AKIDTEST");
    }

    @Test
    void webIdentity_isExchangedAtSts() throws Exception {
        withoutKeys();
        variables.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE", file("token", "a.web.token").toString());
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/some");

        assertReadBy("AKIDAssumeRoleWithWebIdentity");
    }

    @Test
    void profileThatAssumesARole_isOfSts() throws Exception {
        profile("""
                [default]
                role_arn = arn:aws:iam::123456789012:role/some
                source_profile = base
                [profile base]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = key
                """);

        assertReadBy("AKIDAssumeRole");
    }

    @Test
    void profileWithWebIdentity_isExchangedAtSts() throws Exception {
        profile("[default]\nrole_arn = arn:aws:iam::123456789012:role/some\nweb_identity_token_file = "
                + file("token", "a.web.token") + "\n");

        assertReadBy("AKIDAssumeRoleWithWebIdentity");
    }

    @Test
    void profileWithAProcess_runsIt() throws Exception {
        Path script =
                file("script", "echo '{\"Version\":1,\"AccessKeyId\":\"AKIDPROCESS\",\"SecretAccessKey\":\"key\"}'\n");
        profile("[default]\ncredential_process = /bin/sh " + script + "\n");

        assertReadBy("AKIDPROCESS");
    }

    @Test
    void profileWithSso_saysWhatIsMissing() throws Exception {
        profile("""
                [default]
                sso_start_url = https://example.awsapps.com/start
                sso_region = us-east-1
                sso_account_id = 123456789012
                sso_role_name = some
                """);
        variables.put("AWS_EC2_METADATA_DISABLED", "true");

        assertFails("credentials-unavailable", "profile: ");
    }

    @Test
    void container_givesCredentials() throws Exception {
        withoutKeys();
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.address() + "/container");

        assertReadBy("AKIDCONTAINER");
    }

    @Test
    void machine_givesCredentials() throws Exception {
        withoutKeys();

        assertReadBy("AKIDMACHINE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {\"__type\":\"ResourceNotFoundException\",\"message\":\"m\"} | 404 | not-found",
                "400 | {\"__type\":\"AccessDeniedException\",\"Message\":\"m\"} | 403 | access-denied",
                "400 | {\"__type\":\"DecryptionFailure\"} | 502 | decryption-failed",
                "400 | {\"__type\":\"InvalidRequestException\"} | 400 | invalid-request",
                "400 | {\"__type\":\"com.amazonaws#InvalidParameterException\"} | 400 | invalid-request",
                "400 | {\"__type\":\"ThrottlingException\"} | 503 | throttled",
                "500 | {\"__type\":\"InternalServiceError\"} | 502 | service-failed",
                "400 | {\"__type\":\"ExpiredTokenException\"} | 503 | credentials-unavailable",
                "400 | {\"__type\":\"PublicPolicyException\"} | 400 | invalid-request",
                "503 | `` | 502 | service-failed",
                "403 | <html>a proxy</html> | 502 | service-failed",
                "200 | {\"Name\":\"secret_now\" | 502 | service-failed",
                "200 | {} | 502 | service-failed",
            })
    void error_isToldAsWhatItIs(int status, String body, int told, String reason) throws Exception {
        aws.failWith(status, body);
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            sidecar.read(Duration.ofSeconds(3));
            assertThat(sidecar.get(READ))
                    .as(() -> said(sidecar))
                    .startsWith(told + " ")
                    .contains(reason);
            assertNothingIsMissing(sidecar);
        }
    }

    @Test
    void proxy_isUsed() throws Exception {
        variables.put("AWS_ENDPOINT_URL", "http://only-the-proxy-knows.invalid");
        variables.put("HTTP_PROXY", aws.address());

        assertReadBy("AKIDTEST");
    }

    @Test
    void otherDialects_andMetrics_areServed() throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo("200 read by AKIDTEST");
            for (String path : List.of(
                    "/secretsmanager/get?secretId=secret_now",
                    "/v1/secret_now",
                    "/systemsmanager/parameters/get?name=%2Fa",
                    "/cache/secret_now?jsonKey=none",
                    "/cache/%00",
                    "/nowhere",
                    "/status",
                    "/metrics",
                    "/ping")) {
                sidecar.get(path);
            }
            sidecar.end();
            assertNothingIsMissing(sidecar);
        }
    }

    private void assertReadBy(String accessKey) throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo("200 read by " + accessKey);
            assertNothingIsMissing(sidecar);
        }
    }

    private void assertFails(String... words) throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(Duration.ofSeconds(4)))
                    .as(() -> said(sidecar))
                    .contains(words);
            assertNothingIsMissing(sidecar);
        }
    }

    /** In no line of the log, which has the stack traces. */
    private static void assertNothingIsMissing(RunningSidecar sidecar) {
        assertThat(said(sidecar))
                .doesNotContain(
                        "NoClassDefFoundError",
                        "ClassNotFoundException",
                        "NoSuchMethod",
                        "NoSuchField",
                        "AbstractMethodError",
                        "ServiceConfigurationError",
                        "internal-error");
    }

    private void withoutKeys() {
        variables.put("AWS_ACCESS_KEY_ID", "");
        variables.put("AWS_SECRET_ACCESS_KEY", "");
    }

    private void profile(String config) throws IOException {
        withoutKeys();
        variables.put("AWS_CONFIG_FILE", file("config", config).toString());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String said(RunningSidecar sidecar) {
        try {
            return String.join("\n", sidecar.log());
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
