package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.InvalidKeyIdException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** The contract, and what moto has not: faults, counts, references to secrets, the seed file. */
class ParameterStoreEndpointTest extends ParameterStoreContract {

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final SsmClient ssm = SecretsClients.ssm(endpoint);

    @Override
    SsmClient client() {
        return SecretsClients.ssm(endpoint);
    }

    @AfterEach
    void everythingWorks() {
        endpoint.clearFaults();
    }

    @AfterAll
    void close() {
        ssm.close();
        endpoint.close();
    }

    /** moto leaves the selector out. */
    @Test
    void getParameter_ofAVersion_namesItsSelector() {
        endpoint.putParameter("/app/selected", ParameterType.STRING, "here");

        assertThat(ssm.getParameter(r -> r.name("/app/selected:1")).parameter().selector())
                .isEqualTo(":1");
    }

    @Test
    void faults_areInTheServicesOwnWords() {
        endpoint.putParameter("/app/db", ParameterType.SECURE_STRING, "hush");
        endpoint.putParameter("/app/url", ParameterType.STRING, "here");

        endpoint.inject(Fault.of(Fault.Kind.DENY).forSecret("/app/db").times(1));
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name("/app/db")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("not authorized to perform: ssm:GetParameter on resource: /app/db");
        endpoint.inject(Fault.of(Fault.Kind.LOSE).times(1));
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name("/app/db")))
                .isInstanceOf(ParameterNotFoundException.class);
        endpoint.inject(Fault.of(Fault.Kind.DECRYPTION_FAILURE).times(1));
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name("/app/db"))).isInstanceOf(InvalidKeyIdException.class);
        endpoint.inject(Fault.of(Fault.Kind.THROTTLE).forOperation("GetParametersByPath"));
        assertThatThrownBy(() -> ssm.getParametersByPath(r -> r.path("/app")))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("Rate exceeded");

        endpoint.inject(Fault.of(Fault.Kind.LOSE).forSecret("/app/db").times(1));
        GetParametersResponse batch = ssm.getParameters(r -> r.names("/app/db", "/app/url"));
        assertThat(batch.parameters()).extracting(Parameter::name).containsExactly("/app/url");
        assertThat(batch.invalidParameters()).containsExactly("/app/db");
        endpoint.inject(Fault.of(Fault.Kind.DENY).forSecret("/app/db").times(1));
        assertThatThrownBy(() -> ssm.getParameters(r -> r.names("/app/db", "/app/url")))
                .hasMessageContaining("ssm:GetParameters");
    }

    @Test
    void calls_areCountedByName() {
        endpoint.putParameter("/counted", ParameterType.STRING, "x");
        ssm.getParameter(r -> r.name("/counted:1"));
        ssm.getParameters(r -> r.names("/counted"));

        assertThat(endpoint.calls().reads("/counted")).isEqualTo(2);
    }

    @Test
    void byArn_isTheParameter() {
        endpoint.putParameter("/by/arn", ParameterType.STRING, "x");
        endpoint.putParameter("bare", ParameterType.STRING, "y");

        String arn = ssm.getParameter(r -> r.name("/by/arn")).parameter().arn();
        String bare = ssm.getParameter(r -> r.name("bare")).parameter().arn();

        assertThat(ssm.getParameter(r -> r.name(arn)).parameter().value()).isEqualTo("x");
        assertThat(bare).endsWith(":parameter/bare");
        assertThat(ssm.getParameter(r -> r.name(bare)).parameter().value()).isEqualTo("y");
    }

    @Test
    void reference_isTheSecret() {
        endpoint.createSecret("prod/db", "of the secret");
        String name = "/aws/reference/secretsmanager/prod/db";

        Parameter parameter =
                ssm.getParameter(r -> r.name(name).withDecryption(true)).parameter();

        assertThat(parameter.value()).isEqualTo("of the secret");
        assertThat(parameter.name()).isEqualTo(name);
        assertThat(parameter.typeAsString()).isEqualTo("SecureString");
        assertThat(parameter.version()).isZero();
        assertThat(parameter.dataType()).isNull();
        assertThat(parameter.sourceResult()).contains("\"name\":\"prod/db\"", "\"secretString\":\"of the secret\"");
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name(name))).hasMessageContaining("WithDecryption");
    }

    @Test
    void reference_withALabel_isTheSecretAtThatStage() {
        endpoint.createSecret("prod/rotated", "old");
        endpoint.putSecretValue("prod/rotated", "new");
        String name = "/aws/reference/secretsmanager/prod/rotated:AWSPREVIOUS";

        Parameter parameter =
                ssm.getParameter(r -> r.name(name).withDecryption(true)).parameter();

        assertThat(parameter.value()).isEqualTo("old");
        assertThat(parameter.selector()).isEqualTo(":AWSPREVIOUS");
    }

    @Test
    void labelAndDelete_ofTheEndpoint_areSeen() {
        endpoint.putParameter("/app/moved", ParameterType.STRING, "one");
        endpoint.putParameter("/app/moved", ParameterType.STRING, "two");

        endpoint.labelParameter("/app/moved", 1, "live");
        assertThat(ssm.getParameter(r -> r.name("/app/moved:live")).parameter().value())
                .isEqualTo("one");
        assertThatThrownBy(() -> endpoint.labelParameter("/app/moved", 1, "aws-x"))
                .isInstanceOf(IllegalArgumentException.class);

        endpoint.deleteParameter("/app/moved");
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name("/app/moved")))
                .isInstanceOf(ParameterNotFoundException.class);
        assertThatThrownBy(() -> endpoint.deleteParameter("/app/moved")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_thatCannotBe_areRefused() {
        assertThatThrownBy(() -> endpoint.putParameter("/aws/mine", ParameterType.STRING, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> endpoint.putParameter("/a b", ParameterType.STRING, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        for (String name : new String[] {"/a//b", "/a/b/", "a/b", "/l".repeat(16)}) {
            assertThatThrownBy(() -> endpoint.putParameter(name, ParameterType.STRING, "x"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        endpoint.putParameter("/l".repeat(15), ParameterType.STRING, "x");
        assertThatThrownBy(() -> endpoint.putParameter("/big", ParameterType.STRING, "x".repeat(8193)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void seedFile_bringsParameters(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secrets.yaml"), """
                parameters:
                  /app/url: here
                  /app/hosts: [a, b]
                  /app/password: {type: SecureString, value: hush}
                """);
        try (SecretsManagerEndpoint seeded =
                        SecretsManagerEndpoint.builder().secretsFile(file).start();
                SsmClient client = SecretsClients.ssm(seeded)) {
            assertThat(client.getParametersByPath(r -> r.path("/app").withDecryption(true))
                            .parameters())
                    .extracting(Parameter::typeAsString, Parameter::value)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("StringList", "a,b"),
                            org.assertj.core.groups.Tuple.tuple("SecureString", "hush"),
                            org.assertj.core.groups.Tuple.tuple("String", "here"));
        }
    }
}
