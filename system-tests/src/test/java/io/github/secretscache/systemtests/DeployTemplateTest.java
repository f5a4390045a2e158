package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the SAM template allows and sets. A tag such as {@code !Ref} is not seen here, only what it stands before;
 * cfn-lint checks the rest.
 */
class DeployTemplateTest {
    static final Path DEPLOY = Path.of("..", "deploy");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String PARAMETERS = """
            - HasParameterArns
            - Sid: ReadTheParameters
              Effect: Allow
              Action: [ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath]
              Resource: ParameterArns
            - AWS::NoValue
            """;

    private static JsonNode template;

    @BeforeAll
    static void parse() throws IOException {
        template = YAML.readTree(DEPLOY.resolve("template.yaml").toFile());
    }

    @Test
    void policy_allowsExactlyWhatTheExtensionCalls() throws IOException {
        JsonNode policies = function().get("Policies");
        assertThat(policies).hasSize(1);
        JsonNode statements = policies.get(0).get("Statement");

        assertThat(statements).hasSize(5);
        assertThat(statements.get(0)).isEqualTo(yaml("""
                Sid: ReadTheSecrets
                Effect: Allow
                Action: secretsmanager:GetSecretValue
                Resource:
                  - HasSecretArns
                  - SecretArns
                  - arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${SecretName}-??????
                """));
        assertThat(statements.get(1)).isEqualTo(yaml("""
                Sid: ReadThemInOneCall
                Effect: Allow
                Action: secretsmanager:BatchGetSecretValue
                Resource: '*'
                """));
        assertThat(statements.get(2)).isEqualTo(yaml("""
                - HasKeyArn
                - Sid: DecryptThem
                  Effect: Allow
                  Action: kms:Decrypt
                  Resource: KeyArn
                  Condition:
                    StringEquals:
                      kms:ViaService: secretsmanager.${AWS::Region}.amazonaws.com
                - AWS::NoValue
                """));
        assertThat(statements.get(3)).isEqualTo(yaml(PARAMETERS));
        assertThat(statements.get(4)).isEqualTo(yaml("""
                - HasParameterKeyArn
                - Sid: DecryptTheParameters
                  Effect: Allow
                  Action: kms:Decrypt
                  Resource: ParameterKeyArn
                  Condition:
                    StringEquals:
                      kms:ViaService: ssm.${AWS::Region}.amazonaws.com
                - AWS::NoValue
                """));
    }

    @Test
    void role_isMadeFromThePolicyAlone() {
        List<String> types = new ArrayList<>();
        template.get("Resources")
                .forEach(resource -> types.add(resource.get("Type").asText()));

        assertThat(types).containsExactly("AWS::Serverless::LayerVersion", "AWS::Serverless::Function");
        assertThat(function().has("Role")).isFalse();
        assertThat(template.has("Globals")).isFalse();
    }

    @Test
    void function_requiresTheToken_andHasTheLayer() {
        assertThat(function().at("/Environment/Variables/SECRETS_CACHE_REQUIRE_TOKEN"))
                .isEqualTo(TextNode.valueOf("true"));
        assertThat(function().at("/Environment/Variables/CACHE_TIMEOUT").asText())
                .isEqualTo("CacheTimeout");
        assertThat(function().get("Layers")).hasSize(1);
        assertThat(function().at("/Layers/0").asText()).isEqualTo("Layer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodejs", "python"})
    void samplesForOtherLanguages_requireTheToken_andAllowNoMoreThanTheirSecret(String language) throws IOException {
        JsonNode sample = YAML.readTree(
                        DEPLOY.resolve("sam").resolve(language + ".yaml").toFile())
                .at("/Resources/Function/Properties");
        Path code = DEPLOY.resolve("sam").resolve(sample.get("CodeUri").asText());

        assertThat(code.resolve("config.yaml")).exists();
        assertThat(code.resolve(
                        sample.get("Handler").asText().replaceAll("\\..*", language.equals("python") ? ".py" : ".js")))
                .exists();
        assertThat(sample.at("/Environment/Variables/SECRETS_CACHE_REQUIRE_TOKEN"))
                .isEqualTo(new TextNode("true"));
        JsonNode statements = sample.at("/Policies/0/Statement");
        assertThat(statements).hasSize(3);
        assertThat(statements.get(0).get("Action").asText()).isEqualTo("secretsmanager:GetSecretValue");
        assertThat(statements.get(1).get("Action").asText()).isEqualTo("secretsmanager:BatchGetSecretValue");
        assertThat(statements.get(2)).isEqualTo(yaml(PARAMETERS));
    }

    @Test
    void names_areThoseOfDeployScript() {
        assertThat(template.at("/Parameters/FunctionName/Default").asText()).isEqualTo(DeployScript.FUNCTION);
        assertThat(template.at("/Parameters/LayerName/Default").asText()).isEqualTo(DeployScript.LAYER);
    }

    @Test
    void dockerfile_copiesTheSameLayerAndFunction() throws IOException {
        String text = Files.readString(DEPLOY.resolve("Dockerfile.example"));
        assertThat(text).contains("CMD [\"" + function().get("Handler").asText() + "\"]");
        Matcher layer = Pattern.compile("(?m)^ARG LAYER=(.*)$").matcher(text);
        assertThat(layer.find()).isTrue();
        List<String> copied = Pattern.compile("(?m)^COPY (\\S+) (\\S+)$")
                .matcher(text)
                .results()
                .map(copy -> copy.group(1).replace("${LAYER}", layer.group(1)) + " to " + copy.group(2))
                .toList();

        assertThat(copied)
                .containsExactly(
                        "extension-layer/target/layer/ to /opt/", "example-function/target/function/ to /var/task/");
    }

    private static JsonNode function() {
        return template.at("/Resources/Function/Properties");
    }

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }
}
