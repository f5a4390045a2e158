package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.log.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private OutputStream logBefore;

    @BeforeEach
    void redirect() {
        logBefore = LogSink.redirect(log);
    }

    @AfterEach
    void restore() {
        LogSink.flush(Duration.ofSeconds(5));
        LogSink.redirect(logBefore);
    }

    @Test
    void help_namesTheLauncherAndEveryOption() {
        assertThat(run("--help")).isEqualTo(ExitStatus.OK);

        assertThat(text(out))
                .startsWith("Usage: my-cache ")
                .contains("my-cache --check-config FILE", "my-cache --version", "Exit status: 0 ")
                .doesNotContain("NAME");
        assertThat(text(log)).isEmpty();
    }

    @Test
    void version_namesProductAndJava() {
        assertThat(run("--version")).isEqualTo(ExitStatus.OK);

        assertThat(text(out)).startsWith("secrets-cache ").endsWith(" (Java " + Runtime.version() + ")\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--chek-config, 'read the argument \"--chek-config\" (did you mean --check-config?), expected one of --help,"
                + " --version, --check-config'",
        "start, 'read the argument \"start\", expected one of --help, --version, --check-config'",
        "--help me, 'read the argument \"me\", expected none after --help'",
        "--check-config, '--check-config: read 0 arguments, expected one: the path of a config.yaml'",
        "--check-config a b, '--check-config: read 2 arguments, expected one: the path of a config.yaml'"
    })
    void anythingElse_isOneLine(String arguments, String line) {
        assertThat(run(arguments.split(" "))).isEqualTo(ExitStatus.INVALID);

        assertThat(text(log)).isEqualTo("[secrets-cache] ERROR " + line + "\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void checkConfig_validFile_printsSettingsWithSourcesAndSecrets_andNoToken() throws IOException {
        environment.put("CACHE_TIMEOUT", "5");
        environment.put("AWS_SESSION_TOKEN", "hunter2");
        environment.put("SECRETS_CACHE_TIMEUOT", "1");
        Path file = file("""
                SecretManagers:
                  - secrets: [a]
                  - region: eu-west-1
                    secrets: [{ name: prod/db, as: db, ttl: 1m, required: true, versionStage: AWSPREVIOUS }]
                cache: { staleIfError: 2h }
                """);

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.OK);

        assertThat(text(out).lines())
                .startsWith(file + ": valid, 2 secrets listed")
                .contains(
                        "SECRETS_CACHE_PORT = 8080 and, where it is free, 2773 (default)",
                        "cache.ttl = 5m (CACHE_TIMEOUT)",
                        "cache.staleIfError = 2h (" + file + ":5:24)",
                        "server.requireToken = false (default; true in a sidecar, always)",
                        "server.maxConnections = 400 (default)",
                        "SECRETS_CACHE_TOKEN = set (AWS_SESSION_TOKEN)",
                        "secret a: a at AWSCURRENT, ttl 5m",
                        "secret db: prod/db at AWSPREVIOUS, ttl 1m, required, region eu-west-1",
                        "Calls at the start: 2 GetSecretValue",
                        "IAM actions: secretsmanager:GetSecretValue; kms:Decrypt for KMS keys of your own");
        assertThat(text(out)).doesNotContain("hunter2");
        assertThat(text(log))
                .startsWith("[secrets-cache] WARN SECRETS_CACHE_TIMEUOT: unknown")
                .hasLineCount(1);
    }

    @Test
    void checkConfig_emptyFile_saysThatNothingIsListed() throws IOException {
        Path file = file("");

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.OK);

        assertThat(text(out).lines()).startsWith(file + ": valid, 0 secrets listed");
    }

    @Test
    void checkConfig_parameters_saysWhatIsAskedAndAllowed() throws IOException {
        environment.put("SSM_PARAMETER_STORE_TTL", "120");
        String names = IntStream.range(0, 21).mapToObj(i -> "/app/" + i).collect(Collectors.joining(", "));
        Path file = file("""
                SecretManagers:
                  - secrets: [a, b]
                Parameters:
                  - parameters: [%s]
                  - parameters:
                      - { name: /app/flags, as: flags, label: live, ttl: 1m, required: true, withDecryption: false }
                      - /aws/reference/secretsmanager/a
                  - path: /app/prod
                    region: eu-west-1
                    roleArn: arn:aws:iam::123456789012:role/reader
                """.formatted(names));

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.OK);

        assertThat(text(out).lines())
                .startsWith(file + ": valid, 2 secrets listed, 23 parameters, 1 paths")
                .contains(
                        "cache.parameterTtl = 2m (SSM_PARAMETER_STORE_TTL)",
                        "parameter /app/0: /app/0, ttl 2m",
                        "parameter flags: /app/flags at label live, not decrypted, ttl 1m, required",
                        "parameters below /app/prod/: found again at each ttl, 2m, region eu-west-1, role"
                                + " arn:aws:iam::123456789012:role/reader",
                        // The reference is the secret a; 21 parameters in tens, and one that is not decrypted.
                        "Calls at the start: 1 BatchGetSecretValue, 2 GetParameters, 2 GetParameter,"
                                + " GetParametersByPath for the parameters below /app/prod/ (one for each 10)",
                        "IAM actions: secretsmanager:GetSecretValue, ssm:GetParameter,"
                                + " secretsmanager:BatchGetSecretValue, ssm:GetParameters, ssm:GetParametersByPath,"
                                + " sts:AssumeRole on arn:aws:iam::123456789012:role/reader; kms:Decrypt for KMS keys of"
                                + " your own");
    }

    @Test
    void checkConfig_tags_saysWhatIsAskedAndAllowed() throws IOException {
        Path file = file("SecretManagers: [{ tags: { app: orders, stage: prod }, ttl: 5m }]");

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.OK);

        assertThat(text(out).lines())
                .startsWith(file + ": valid, 0 secrets listed, 1 sets of tags")
                .contains(
                        "secrets tagged app=orders, stage=prod: found again at each ttl, 5m",
                        "Calls at the start: ListSecrets for the secrets tagged app=orders, stage=prod (one for each 100"
                                + " that its filters leave), then BatchGetSecretValue (one for each 20 found)",
                        "IAM actions: secretsmanager:ListSecrets (on *), secretsmanager:BatchGetSecretValue,"
                                + " secretsmanager:GetSecretValue; kms:Decrypt for KMS keys of your own");
    }

    @Test
    void checkConfig_withoutAToken_saysWhoNeedsOne() throws IOException {
        assertThat(run("--check-config", file("server: { requireToken: true }").toString()))
                .isEqualTo(ExitStatus.OK);

        assertThat(text(out)).endsWith("No token is set here: a sidecar, and server.requireToken, need one.\n");
    }

    @Test
    void checkConfig_everyProblem_isALine_andNothingIsPrinted() throws IOException {
        environment.put("SECRETS_CACHE_PORT", "eighty");
        environment.put("AWS_TOKEN", "file:///no/such/token");
        Path file = file("cache: { tll: 1m, staleIfError: soon }");

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.INVALID);

        assertThat(text(log))
                .hasLineCount(4)
                .contains(
                        "ERROR SECRETS_CACHE_PORT: read \"eighty\"",
                        "ERROR " + file + ":1:10: read the key \"tll\" (did you mean ttl?)",
                        "ERROR " + file + ":1:33: read \"soon\"",
                        "ERROR AWS_TOKEN: read \"file:///no/such/token\"");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void checkConfig_whatOnlyTheCacheRefuses_isAProblemToo() throws IOException {
        environment.put("SECRETS_CACHE_MAX_BYTES", "64KiB");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            names.append("s").append(i).append(", ");
        }
        Path file = file("SecretManagers: [{ secrets: [" + names + "] }]");

        assertThat(run("--check-config", file.toString())).isEqualTo(ExitStatus.INVALID);
        assertThat(text(log)).startsWith("[secrets-cache] ERROR " + file + ": ").hasLineCount(1);
    }

    @Test
    void checkConfig_noFile_isAProblem() {
        assertThat(run("--check-config", folder + "/none")).isEqualTo(ExitStatus.INVALID);
        assertThat(text(log))
                .isEqualTo("[secrets-cache] ERROR --check-config: read \"" + folder
                        + "/none\", expected the path of a file; there is none there\n");
    }

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new CommandLine("my-cache", stream, new ConfigCheck(new Environment(environment), stream)::run)
                .run(List.of(arguments));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), yaml);
    }

    private static String text(ByteArrayOutputStream bytes) {
        LogSink.flush(Duration.ofSeconds(5));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
