package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsTrustTest {
    @TempDir
    Path folder;

    @Test
    void caBundle_isReadAndSaidApart() throws Exception {
        Map<String, String> variables = new HashMap<>();
        AwsEnvironment environment = new AwsEnvironment(variables::get);
        assertThat(AwsTrust.of(environment, List.of("AWS_CA_BUNDLE"))).isNull();
        variables.put("AWS_CA_BUNDLE", folder.resolve("none.pem").toString());
        assertThatThrownBy(() -> AwsTrust.of(environment, List.of("AWS_CA_BUNDLE")))
                .isInstanceOf(AwsSettingException.class)
                .hasMessage("AWS_CA_BUNDLE is " + folder.resolve("none.pem") + ": there is no such file");
        variables.put(
                "AWS_CA_BUNDLE",
                Files.writeString(folder.resolve("text.pem"), "no certificate").toString());
        assertThatThrownBy(() -> AwsTrust.of(environment, List.of("AWS_CA_BUNDLE")))
                .hasMessageContaining("expected PEM");
    }
}
