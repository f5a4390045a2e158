package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** What the AWS SDK sees of Parameter Store; the same against our endpoint and against moto. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ParameterStoreContract {
    private SsmClient client;

    abstract SsmClient client();

    @BeforeAll
    void connect() {
        client = client();
    }

    @AfterAll
    void disconnect() {
        // There is none where the server is missing.
        if (client != null) {
            client.close();
        }
    }

    private final String root = "/contract/" + UUID.randomUUID();

    private long put(String name, String type, String value) {
        return client.putParameter(r -> r.name(name).type(type).value(value)).version();
    }

    private Parameter get(String name) {
        return client.getParameter(r -> r.name(name).withDecryption(true)).parameter();
    }

    @Test
    void getParameter_isWhatWasPut() {
        String name = root + "/plain";
        assertThat(put(name, "String", "a value")).isEqualTo(1);

        Parameter parameter = get(name);

        assertThat(parameter.name()).isEqualTo(name);
        assertThat(parameter.value()).isEqualTo("a value");
        assertThat(parameter.typeAsString()).isEqualTo("String");
        assertThat(parameter.version()).isEqualTo(1);
        assertThat(parameter.dataType()).isEqualTo("text");
        assertThat(parameter.arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter" + name);
        assertThat(parameter.lastModifiedDate()).isNotNull();
    }

    @Test
    void getParameter_secure_isReadableOnlyWithDecryption() {
        String name = root + "/secure";
        put(name, "SecureString", "hush");

        assertThat(get(name).value()).isEqualTo("hush");
        assertThat(client.getParameter(r -> r.name(name)).parameter().value()).isNotEqualTo("hush");
    }

    @Test
    void putParameter_overwrite_isTheNextVersion_andEachCanBeRead() {
        String name = root + "/versions";
        put(name, "String", "one");
        assertThatThrownBy(() -> put(name, "String", "two")).isInstanceOf(ParameterAlreadyExistsException.class);
        assertThat(client.putParameter(
                                r -> r.name(name).value("two").type("String").overwrite(true))
                        .version())
                .isEqualTo(2);

        assertThat(get(name).value()).isEqualTo("two");
        assertThat(get(name + ":1").value()).isEqualTo("one");
        assertThatThrownBy(() -> get(name + ":3")).isInstanceOf(ParameterVersionNotFoundException.class);
    }

    @Test
    void labels_moveBetweenVersions() {
        String name = root + "/labels";
        put(name, "String", "one");
        client.labelParameterVersion(r -> r.name(name).parameterVersion(1L).labels("live"));
        client.putParameter(r -> r.name(name).value("two").type("String").overwrite(true));
        assertThat(get(name + ":live").value()).isEqualTo("one");

        client.labelParameterVersion(r -> r.name(name).labels("live"));

        assertThat(get(name + ":live").value()).isEqualTo("two");
        assertThat(client.labelParameterVersion(r -> r.name(name).labels("aws-label"))
                        .invalidLabels())
                .containsExactly("aws-label");
    }

    @Test
    void getParameters_tellsTheMissingOnesApart() {
        put(root + "/a", "String", "A");
        put(root + "/b", "StringList", "x,y");

        GetParametersResponse reply = client.getParameters(r -> r.names(root + "/a", root + "/none", root + "/b"));

        assertThat(reply.parameters()).extracting(Parameter::value).containsExactlyInAnyOrder("A", "x,y");
        assertThat(reply.invalidParameters()).containsExactly(root + "/none");
    }

    @Test
    void getParameters_moreThanTen_isRefused() {
        List<String> names =
                IntStream.range(0, 11).mapToObj(i -> root + "/" + i).toList();

        assertThatThrownBy(() -> client.getParameters(r -> r.names(names)))
                .isInstanceOf(SsmException.class)
                .hasMessageContaining("10");
    }

    @Test
    void getParametersByPath_isOneLevelOrAll_pageByPage() {
        IntStream.range(0, 12).forEach(i -> put(root + "/path/p" + i, "String", "v" + i));
        put(root + "/path/deep/er", "String", "deep");

        GetParametersByPathResponse first = client.getParametersByPath(r -> r.path(root + "/path"));
        GetParametersByPathResponse second =
                client.getParametersByPath(r -> r.path(root + "/path").nextToken(first.nextToken()));

        assertThat(first.parameters()).hasSize(10);
        assertThat(second.parameters()).hasSize(2);
        assertThat(second.nextToken()).isNull();
        assertThat(client
                        .getParametersByPathPaginator(
                                r -> r.path(root + "/path").recursive(true))
                        .stream()
                        .flatMap(page -> page.parameters().stream()))
                .extracting(Parameter::value)
                .hasSize(13)
                .contains("deep");
    }

    @Test
    void deleteParameter_isGone() {
        put(root + "/gone", "String", "x");
        client.deleteParameter(r -> r.name(root + "/gone"));

        assertThatThrownBy(() -> get(root + "/gone")).isInstanceOf(ParameterNotFoundException.class);
        assertThatThrownBy(() -> client.deleteParameter(r -> r.name(root + "/gone")))
                .isInstanceOf(ParameterNotFoundException.class);
    }
}
