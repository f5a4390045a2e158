package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs written for the AWS extension and for AWS's agent, run unchanged. All that they are told is a port, in the
 * variable that theirs is named by, for 2773 may be taken on a machine that tests run on.
 */
@Timeout(120)
class SamplesTest {
    private static final Path SAMPLES =
            Path.of("src", "test", "resources", "samples").toAbsolutePath();
    private static final String SECRET = "{\"user\":\"anika\",\"password\":\"hunter2\"}";

    @TempDir
    private Path directory;

    private static ServedCache serve(AwsProfile profile) {
        ServedCache served =
                ServedCache.open(ServedCache.options().awsProfile(profile).build());
        served.source.text("prod/db", SECRET);
        return served;
    }

    @Test
    void python_writtenForTheExtension_readsItsSecret() throws Exception {
        try (ServedCache served = serve(AwsProfile.EXTENSION)) {
            assertThat(run(served, tool("python3"), sample("extension.py"), "prod/db"))
                    .isEqualTo("hunter2");
        }
    }

    @Test
    void python_writtenForTheAgent_readsItsSecretAndItsError() throws Exception {
        try (ServedCache served = serve(AwsProfile.AGENT)) {
            String python = tool("python3");

            assertThat(run(served, python, sample("agent.py"), "prod/db")).isEqualTo("hunter2");
            assertThat(run(served, python, sample("agent.py"), "unknown")).isEqualTo("400 ResourceNotFoundException");
        }
    }

    @Test
    void node_writtenForTheExtension_readsItsSecretAndItsError() throws Exception {
        try (ServedCache served = serve(AwsProfile.EXTENSION)) {
            String node = tool("node");

            assertThat(run(served, node, sample("extension.js"), "prod/db")).isEqualTo("hunter2");
            assertThat(run(served, node, sample("extension.js"), "unknown"))
                    .isEqualTo("400 an unexpected error occurred while executing request");
        }
    }

    @Test
    void curl_asAwsDocumentsItForTheAgent_readsItsSecret() throws Exception {
        try (ServedCache served = serve(AwsProfile.AGENT)) {
            Path token = Files.writeString(directory.resolve("awssmatoken"), ServedCache.TOKEN + "\n");
            String curl = tool("curl");
            for (String target : List.of(
                    "/secretsmanager/get?secretId=prod/db",
                    "/v1/prod/db",
                    "/secretsmanager/get?secretId=prod/db&versionStage=AWSCURRENT&refreshNow=true")) {
                String command = curl + " -s -S -H \"X-Aws-Parameters-Secrets-Token: $(cat " + token
                        + ")\" 'http://localhost:" + served.port + target + "'";

                assertThat(run(served, "sh", "-c", command))
                        .startsWith("{\"ARN\":\"arn:aws:")
                        .contains("\"SecretString\":\"{\\\"user\\\":\\\"anika\\\"");
            }
            assertThat(run(served, curl, "-s", "-w", " %{http_code}", "http://localhost:" + served.port + "/v1/x"))
                    .isEqualTo("Bad Token 403");
        }
    }

    @Test
    void curl_writtenForTheOriginalDemo_readsAListedSecretWithoutAToken() throws Exception {
        try (ServedCache served = serve(AwsProfile.AGENT)) {
            assertThat(run(
                            served,
                            tool("curl"),
                            "-s",
                            "http://localhost:" + served.port + "/cache/db",
                            "http://localhost:" + served.port + "/cache/db"))
                    .isEqualTo(SECRET + SECRET);
        }
    }

    @Test
    void java_writtenForTheExtension_readsItsSecretAndItsError() throws Exception {
        try (ServedCache served = serve(AwsProfile.EXTENSION)) {
            List<String> command = Jvm.command(sample("Extension.java"), "prod/db", "unknown");

            assertThat(run(served, command.toArray(new String[0])))
                    .startsWith("200 {\"ARN\":\"arn:aws:")
                    .contains("\"SecretString\":\"{\\\"user\\\":\\\"anika\\\"")
                    .endsWith("\n400 an unexpected error occurred while executing request");
        }
    }

    private static String sample(String file) {
        return SAMPLES.resolve(file).toString();
    }

    /** {@return where a program is; a test without it is aborted, and says so} */
    private static String tool(String name) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path program = Path.of(place, name);
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        String notRun = "NOT RUN: there is no " + name + " on the PATH, so the sample written for it was not tested";
        System.err.println(notRun);
        return Assumptions.abort(notRun);
    }

    private String run(ServedCache served, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
                        Integer.toString(served.port),
                        "AGENT_PORT",
                        Integer.toString(served.port),
                        "AWS_SESSION_TOKEN",
                        ServedCache.TOKEN,
                        "AWS_TOKEN",
                        ServedCache.TOKEN));
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8).strip();
    }
}
