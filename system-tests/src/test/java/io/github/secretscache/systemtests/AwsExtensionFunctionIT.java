package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.LocalLambdaBuilder;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.Programs;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Functions written for AWS's own extension, with its variables and without a config.yaml, beside our layer as it was just
 * packed: the layer is all that was swapped.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AwsExtensionFunctionIT {
    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();

    @ParameterizedTest
    @CsvSource({"aws-extension.js, node, agent", "aws-extension.py, python3, extension"})
    void function_readsParametersAndSecrets_unchanged(String source, String program, String profile) throws Exception {
        Programs.need(program);
        boolean python = source.endsWith(".py");
        try (InputStream text = AwsExtensionFunctionIT.class.getResourceAsStream(source)) {
            Files.copy(text, folder.resolve(python ? "app.py" : "app.js"));
        }
        LocalLambdaBuilder function = python
                ? LocalLambda.builder().pythonHandler("app.handler")
                : LocalLambda.builder().nodeHandler("app.handler");
        try (SecretsManagerEndpoint aws = SecretsManagerEndpoint.start()) {
            store(aws);
            Map<String, String> environment = PackedLayer.environment(aws);
            // It has the AWS extension's variables instead.
            environment.remove("SECRETS_CACHE_REQUEST_TIMEOUT");
            environment.put("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", environment.remove("SECRETS_CACHE_PORT"));
            environment.put("SECRETS_CACHE_AWS_PROFILE", profile);
            environment.put("PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED", "true");
            environment.put("PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL", "info");
            environment.put("SECRETS_MANAGER_TTL", "300");
            environment.put("SECRETS_MANAGER_TIMEOUT_MILLIS", "20000");
            environment.put("SSM_PARAMETER_STORE_TTL", "600");
            environment.put("SSM_PARAMETER_STORE_TIMEOUT_MILLIS", "20000");
            try (LocalLambda lambda = PackedLayer.beside(PackedLayer.FOLDER, function)
                    .function(folder)
                    .environment(environment)
                    .log(log)
                    .start()) {
                check(lambda.invoke("{}".getBytes(UTF_8)));
                long calls = aws.calls().total();

                check(lambda.invoke("{}".getBytes(UTF_8)));
                InvocationResult missing = lambda.invoke("{\"missing\":\"/app/none\"}".getBytes(UTF_8));

                // The one that is not there alone.
                assertThat(aws.calls().total()).isEqualTo(calls + 1);
                assertThat(missing.functionError()).as(log.text()).isEqualTo("Unhandled");
                assertThat(missing.payloadText()).contains("400");
                assertThat(log.text())
                        .contains("cache.parameterTtl=10m (SSM_PARAMETER_STORE_TTL)")
                        .contains("cache.parameterRequestTimeout=20s (SSM_PARAMETER_STORE_TIMEOUT_MILLIS)")
                        .doesNotContain("has no effect")
                        .doesNotContain("hunter");
            }
        }
    }

    private static void store(SecretsManagerEndpoint aws) {
        aws.putParameter("/app/password", ParameterType.SECURE_STRING, "hunter1");
        aws.putParameter("/app/password", ParameterType.SECURE_STRING, "hunter2");
        aws.labelParameter("/app/password", 1, "live");
        aws.putParameter("plain", ParameterType.STRING, "text");
        aws.putParameter("/app/hosts", ParameterType.STRING_LIST, "a,,b");
        aws.createSecret("prod/db", "{\"user\":\"anika\"}");
    }

    private void check(InvocationResult result) throws Exception {
        assertThat(result.functionError()).as(result.payloadText() + log.text()).isNull();
        JsonNode read = new ObjectMapper().readTree(result.payload());
        JsonNode secure = read.get("secure");
        assertThat(secure.get("Value").asText()).isEqualTo("hunter2");
        assertThat(secure.get("Type").asText()).isEqualTo("SecureString");
        assertThat(secure.get("Version").isInt()).isTrue();
        assertThat(secure.get("Version").asInt()).isEqualTo(2);
        assertThat(secure.get("Name").asText()).isEqualTo("/app/password");
        assertThat(secure.get("ARN").asText()).startsWith("arn:aws:ssm:").endsWith(":parameter/app/password");
        assertThat(secure.get("LastModifiedDate").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(secure.get("Selector").isNull()).isTrue();
        assertThat(read.at("/encrypted/Value").asText()).startsWith("AQICAH");
        assertThat(read.at("/plain/Value").asText()).isEqualTo("text");
        assertThat(read.get("list")).extracting(JsonNode::asText).containsExactly("a", "", "b");
        assertThat(read.at("/first/Value").asText()).isEqualTo("hunter1");
        assertThat(read.at("/first/Selector").asText()).isEqualTo(":1");
        assertThat(read.at("/live/Value").asText()).isEqualTo("hunter1");
        assertThat(read.at("/live/Selector").asText()).isEqualTo(":live");
        assertThat(read.at("/secret/user").asText()).isEqualTo("anika");
        assertThat(read.at("/reference/user").asText()).isEqualTo("anika");
        assertThat(read.get("source").asText()).isEqualTo("prod/db");
    }
}
