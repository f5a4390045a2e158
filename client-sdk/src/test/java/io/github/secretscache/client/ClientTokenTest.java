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

class ClientTokenTest {
    @Test
    void from_severalSet_isTheFirstThatIsNotEmpty() {
        Map<String, String> all = Map.of(
                "SECRETS_CACHE_TOKEN", "one",
                "AWS_TOKEN", "two",
                "AWS_SESSION_TOKEN", "three",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN", "four");

        assertThat(ClientToken.from(all::get)).isEqualTo("one");
        assertThat(ClientToken.from(
                        Map.of("SECRETS_CACHE_TOKEN", "", "AWS_TOKEN", "two", "AWS_SESSION_TOKEN", "three")::get))
                .isEqualTo("two");
        assertThat(ClientToken.from(
                        Map.of("AWS_SESSION_TOKEN", "three", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "four")::get))
                .isEqualTo("three");
        assertThat(ClientToken.from(Map.of("AWS_CONTAINER_AUTHORIZATION_TOKEN", "four")::get))
                .isEqualTo("four");
        assertThat(ClientToken.from(name -> null)).isNull();
    }

    @Test
    void from_fileUri_isReadAndStripped(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a token"), "from-file\n");

        assertThat(ClientToken.from(Map.of("AWS_TOKEN", "file://" + file.toUri().getRawPath())::get))
                .isEqualTo("from-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///no/such/file", "file://relative", "file://"})
    void from_unreadableFile_namesVariableAndFile(String uri) {
        assertThatThrownBy(() -> ClientToken.from(Map.of("AWS_TOKEN", uri)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Environment variable AWS_TOKEN must name a readable file, but " + uri + " cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t0ken\r\nHost: x", "t0ken ", "t0k\u00ebn"})
    void from_thatCannotStandInAHeader_isNamedButNotShown(String token) {
        assertThatThrownBy(() -> ClientToken.from(Map.of("AWS_TOKEN", token)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_TOKEN must hold a token of visible ASCII characters")
                .hasMessageNotContaining("t0k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/etc/hostname", "FILE:///etc/hostname", "File:x"})
    void from_fileSpelledOtherwise_isNoToken(String value) {
        assertThatThrownBy(() -> ClientToken.from(Map.of("SECRETS_CACHE_TOKEN", value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "Environment variable SECRETS_CACHE_TOKEN must hold a token, or file:// in lower" + " case");
    }
}
