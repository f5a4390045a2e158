package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEnvironmentTest {
    @Test
    void endpoint_nothingSet_isPort8080() {
        assertThat(of(Map.of()).endpoint()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void endpoint_portSet_isThatPort() {
        assertThat(of(Map.of("SECRETS_CACHE_PORT", "9000")).endpoint()).hasToString("http://127.0.0.1:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80 80"})
    void endpoint_malformedPort_namesVariableRequirementAndValue(String port) {
        assertThatThrownBy(() -> of(Map.of("SECRETS_CACHE_PORT", port)).endpoint())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Environment variable SECRETS_CACHE_PORT must be a port from 1 to 65535, but is \"" + port
                        + "\"");
    }

    @Test
    void token_severalSet_isTheFirstThatIsNotEmpty() {
        Map<String, String> all = Map.of(
                "SECRETS_CACHE_TOKEN", "one",
                "AWS_TOKEN", "two",
                "AWS_SESSION_TOKEN", "three",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN", "four");

        assertThat(of(all).token()).isEqualTo("one");
        assertThat(of(Map.of("SECRETS_CACHE_TOKEN", "", "AWS_TOKEN", "two", "AWS_SESSION_TOKEN", "three"))
                        .token())
                .isEqualTo("two");
        assertThat(of(Map.of("AWS_SESSION_TOKEN", "three", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "four"))
                        .token())
                .isEqualTo("three");
        assertThat(of(Map.of("AWS_CONTAINER_AUTHORIZATION_TOKEN", "four")).token())
                .isEqualTo("four");
        assertThat(of(Map.of()).token()).isNull();
    }

    @Test
    void token_fileUri_isReadAndStripped(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a token"), "from-file\n");

        assertThat(of(Map.of("AWS_TOKEN", "file://" + file.toUri().getRawPath()))
                        .token())
                .isEqualTo("from-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///no/such/file", "file://relative", "file://"})
    void token_unreadableFile_namesVariableAndFile(String uri) {
        assertThatThrownBy(() -> of(Map.of("AWS_TOKEN", uri)).token())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Environment variable AWS_TOKEN must name a readable file, but " + uri + " cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t0ken\r\nHost: x", "t0ken ", "t0k\u00ebn"})
    void token_thatCannotStandInAHeader_isNamedButNotShown(String token) {
        assertThatThrownBy(() -> of(Map.of("AWS_TOKEN", token)).token())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_TOKEN must hold a token of visible ASCII characters")
                .hasMessageNotContaining("t0k");
    }

    private static ClientEnvironment of(Map<String, String> variables) {
        return new ClientEnvironment(variables::get);
    }
}
