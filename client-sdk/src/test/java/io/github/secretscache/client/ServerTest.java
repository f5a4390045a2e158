package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
    @ParameterizedTest
    @CsvSource({
        "'',   '',   8080, false",
        "9000, '',   9000, false",
        "'',   2773, 2773, true",
        "9000, 2773, 9000, false"
    })
    void from_ports_isOursFirstThenAws(String ours, String aws, int port, boolean isAws) {
        Map<String, String> variables =
                Map.of("SECRETS_CACHE_PORT", ours, "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", aws);

        assertThat(Server.from(variables::get)).isEqualTo(new Server(URI.create("http://127.0.0.1:" + port), isAws));
    }

    @Test
    void from_nothingSet_isOursAtPort8080() {
        assertThat(Server.from(name -> null)).isEqualTo(new Server(URI.create("http://127.0.0.1:8080"), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80 80"})
    void from_malformedPort_namesVariableRequirementAndValue(String port) {
        for (String name : new String[] {"SECRETS_CACHE_PORT", "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"}) {
            assertThatThrownBy(() -> Server.from(Map.of(name, port)::get))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Environment variable " + name + " must be a port from 1 to 65535, but is \"" + port
                            + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:65535"})
    void of_loopback_isTaken(String endpoint) {
        assertThat(Server.of("endpoint", URI.create(endpoint), false).endpoint())
                .hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:8080",
                "http://localhost",
                "http://localhost:8080/cache",
                "http://localhost:8080?x",
                "http://user@localhost:8080",
                "http://example.com:8080",
                "http://127.0.0.1.example.com:8080",
                "http://localhost:65536",
                "localhost:8080"
            })
    void of_anythingElse_isRefused(String endpoint) {
        assertThatThrownBy(() -> Server.of("endpoint", URI.create(endpoint), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint must be http://")
                .hasMessageEndingWith("but is " + endpoint.replace("user@", "...@"));
    }
}
