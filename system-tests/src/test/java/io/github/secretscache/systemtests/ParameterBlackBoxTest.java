package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.ServeOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same as {@link BlackBoxTest} for parameters. */
class ParameterBlackBoxTest extends BlackBoxFixture {
    @BeforeEach
    void start() {
        open(
                List.of(),
                ServeOptions.builder()
                        .allow(List.of("prod/*", "parameter:/app/*", "parameter:flags", "parameter:arn:*")));
    }

    @Test
    void getParameter_isTypedAndTellsItsVersion() {
        source.putParameter("/app/db", "SecureString", "{\"user\":\"anika\"}");

        Secret parameter = client.getParameter("/app/db");

        assertThat(parameter.field("user")).isEqualTo("anika");
        assertThat(parameter.name()).isEqualTo("/app/db");
        assertThat(parameter.versionId()).isEqualTo("1");
        assertThat(parameter.versionStages()).isEmpty();
        Map<?, ?> decoded = client.getParameter("/app/db", Map.class);
        assertThat(decoded.get("user")).isEqualTo("anika");
        assertThat(source.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/app/db", "flags", "/app/a.b-c_d/e", "arn:aws:ssm:eu-west-1:123456789012:parameter/app/db"})
    void getParameter_nameOfEveryShape_isTheOneAskedFor(String name) {
        String plain = name.startsWith("arn:") ? "/app/db" : name;
        source.putParameter(plain, "String", "of " + plain);

        assertThat(client.getParameter(name).asString()).isEqualTo("of " + plain);
    }

    @Test
    void getParameter_versionOrLabel_isThatVersion() {
        source.putParameter("/app/db", "String", "one");
        source.putParameter("/app/db", "String", "two");
        source.labelParameter("/app/db", "live", 1);

        assertThat(client.getParameter("/app/db").asString()).isEqualTo("two");
        assertThat(client.getParameter("/app/db", "1").asString()).isEqualTo("one");
        assertThat(client.getParameter("/app/db", "live").asString()).isEqualTo("one");
    }

    @Test
    void getParameter_stringList_hasItsItems() {
        source.putParameter("/app/hosts", "StringList", "a,,b");

        assertThat(client.getParameter("/app/hosts").asList()).containsExactly("a", "", "b");
    }

    @Test
    void getParameter_afterTheTtl_isTheNewVersion() {
        source.putParameter("/app/db", "String", "one");
        client.getParameter("/app/db");
        source.putParameter("/app/db", "String", "two");

        assertThat(client.getParameter("/app/db").asString()).isEqualTo("one");
        clock.advance(TTL.multipliedBy(2));
        assertThat(client.getParameter("/app/db").asString()).isEqualTo("two");
    }

    @Test
    void getParameter_madeAgainWithTheSameVersion_isNotTheOldOne() {
        source.putParameter("/app/db", "String", "one");
        client.getParameter("/app/db");
        source.deleteParameter("/app/db");
        source.putParameter("/app/db", "String", "other");

        assertThat(client.parameters().refresh("/app/db").asString()).isEqualTo("other");
        assertThat(client.getParameter("/app/db").asString()).isEqualTo("other");
    }

    @Test
    void getParameter_reference_isTheSecret() {
        String version = source.put("prod/db", "hunter2");

        Secret secret = client.getParameter("/aws/reference/secretsmanager/prod/db");

        assertThat(secret.asString()).isEqualTo("hunter2");
        assertThat(secret.versionId()).isEqualTo(version);
        assertThat(client.get("prod/db").asString()).isEqualTo("hunter2");
        assertThat(source.calls()).isEqualTo(1);
    }

    @Test
    void getParameter_failures_areTyped() {
        assertThatThrownBy(() -> client.getParameter("/app/none")).isInstanceOf(SecretNotFoundException.class);
        assertThatThrownBy(() -> client.getParameter("/other"))
                .isInstanceOf(SecretAccessDeniedException.class)
                .hasMessageContaining("server.allow");
        source.fail("/app/denied", Reason.ACCESS_DENIED);
        assertThatThrownBy(() -> client.getParameter("/app/denied"))
                .isInstanceOf(SecretAccessDeniedException.class)
                .hasMessageContaining("ssm:GetParameter");
        source.outage(Reason.THROTTLED);
        assertThatThrownBy(() -> client.getParameter("/app/busy")).isInstanceOf(SecretsCacheUnavailableException.class);
    }

    @Test
    void getParameter_overTheProtocolOfAws_isTheSame() {
        source.putParameter("/app/db", "SecureString", "hunter2");
        SecretsCacheClient aws = awsClient();

        Secret parameter = aws.getParameter("/app/db");

        assertThat(parameter.asString()).isEqualTo("hunter2");
        assertThat(parameter.versionId()).isEqualTo("1");
        assertThatThrownBy(() -> aws.getParameter("/app/none")).isInstanceOf(SecretNotFoundException.class);
    }
}
