package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.secretscache.locallambda.testing.Programs;
import io.github.secretscache.systemtests.DeployScript.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was just packed is what is deployed: by deploy.sh with the real AWS CLI, and by the template. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeployIT {
    private static final String OURS = "arn:aws:lambda:eu-west-1:123456789012:layer:" + DeployScript.LAYER;
    private static final String OTHER = "arn:aws:lambda:eu-west-1:464622532012:layer:dd-trace-java:21";

    @TempDir
    Path root;

    private LambdaControlApi lambda;
    private DeployScript script;

    @BeforeEach
    void start() throws IOException {
        lambda = LambdaControlApi.withFunction(DeployScript.FUNCTION, "java21", "arm64");
        script = DeployScript.copiedTo(root)
                .with("PATH", System.getenv("PATH"))
                .with("AWS_ENDPOINT_URL", lambda.url())
                .with("AWS_CONFIG_FILE", root.resolve("none").toString())
                .with("AWS_SHARED_CREDENTIALS_FILE", root.resolve("none").toString())
                .with("AWS_EC2_METADATA_DISABLED", "true")
                .with("AWS_REGION", "eu-west-1")
                .with("AWS_ACCESS_KEY_ID", "test")
                .with("AWS_SECRET_ACCESS_KEY", "test");
        Files.copy(PackedLayer.ZIP, script.zip("java"));
    }

    @AfterEach
    void stop() {
        lambda.close();
    }

    @Test
    void deployScript_withTheAwsCli_publishesTheLayerAndReplacesTheOlderVersion() throws Exception {
        Programs.need("aws");
        lambda.attach(OTHER);

        assertThat(script.run()).matches(result -> result.status() == 0);
        assertThat(lambda.attached()).containsExactly(OTHER, OURS + ":7");
        Result second = script.run();

        assertThat(second.status()).as(second.errors()).isZero();
        assertThat(second.output()).contains("in the place of " + OURS + ":7");
        assertThat(lambda.attached()).containsExactly(OTHER, OURS + ":8");
        JsonNode request = lambda.published().get(1);
        assertThat(request.at("/Content/ZipFile").binaryValue()).isEqualTo(Files.readAllBytes(PackedLayer.ZIP));
        assertThat(request.get("CompatibleRuntimes"))
                .extracting(JsonNode::asText)
                .containsExactly("java17", "java21", "java25");
        assertThat(request.get("CompatibleArchitectures"))
                .extracting(JsonNode::asText)
                .containsExactly("x86_64", "arm64");
    }

    @Test
    void deployScript_withTheAwsCli_understandsItsFailures() throws Exception {
        Programs.need("aws");
        assertThat(script.run("--function", "orders").errors())
                .startsWith("deploy: account 123456789012 has no function orders in eu-west-1");
        assertThat(script.without("AWS_ACCESS_KEY_ID").run().errors())
                .startsWith("deploy: no usable AWS credentials: Unable to locate credentials");
        assertThat(script.run("--profile", "nobody").errors())
                .startsWith("deploy: no usable AWS credentials: The config profile (nobody) could not be found");
        assertThat(script.without("AWS_REGION").run().errors()).startsWith("deploy: no region. Say --region");
        assertThat(script.run("--profile", "nobody").errors())
                .isEqualTo("deploy: The config profile (nobody) could not be found\n");
        assertThat(lambda.published()).isEmpty();
    }

    @Test
    void everyFileOfTheTemplate_isBuilt() throws IOException {
        JsonNode resources = new YAMLMapper()
                .readTree(DeployTemplateTest.DEPLOY.resolve("template.yaml").toFile())
                .get("Resources");

        assertThat(DeployTemplateTest.DEPLOY.resolve(
                        resources.at("/Layer/Properties/ContentUri").asText()))
                .isRegularFile();
        Path code = DeployTemplateTest.DEPLOY.resolve(
                resources.at("/Function/Properties/CodeUri").asText());
        assertThat(code.resolve("config.yaml")).isRegularFile();
        assertThat(code.resolve("lib")).isNotEmptyDirectory();
    }
}
