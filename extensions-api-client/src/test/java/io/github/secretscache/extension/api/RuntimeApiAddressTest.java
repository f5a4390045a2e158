package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeApiAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9001, 127.0.0.1, 9001",
        "169.254.100.1:9001, 169.254.100.1, 9001",
        "localhost:1, localhost, 1",
        "sandbox.local-domain_1:65535, sandbox.local-domain_1, 65535",
        "[::1]:9001, ::1, 9001",
        "[fd00:ec2::254]:80, fd00:ec2::254, 80",
        "[::ffff:127.0.0.1]:80, ::ffff:127.0.0.1, 80",
        "h:09001, h, 9001",
    })
    void parse_hostAndPort_splits(String value, String host, int port) {
        assertThat(RuntimeApiAddress.parse(value)).isEqualTo(new RuntimeApiAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9001", "[::1]:9001", "localhost:80"})
    void toString_anyAddress_isWhatWasParsed(String value) {
        assertThat(RuntimeApiAddress.parse(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":9001",
                "host",
                "host:",
                "host:0",
                "host:65536",
                "host:99999999999999999999",
                "host:4294976297",
                "host:-1",
                "host:+1",
                "host:90a",
                "host:٩٠",
                "http://host:9001",
                "host:9001/",
                "user@host:9001",
                "::1:9001",
                "[::1]",
                "[]:9001",
                "[host]:9001",
                "[fe80::1%eth0]:9001",
                "[::1:9001",
                "::1]:9001",
                " host:9001",
                "host:9001 ",
                "ho st:9001",
                "hóst:9001",
                "host\r\nX-Injected: 1:9001",
            })
    void parse_anythingElse_namesVariableAndBothForms(String value) {
        assertThatThrownBy(() -> RuntimeApiAddress.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_LAMBDA_RUNTIME_API")
                .hasMessageContaining("host:port")
                .hasMessageContaining("it is \"" + Printable.of(value) + "\"")
                .hasMessageNotContainingAny("\r", "\n");
    }

    @Test
    void parse_hugeValue_isRefusedAndCutInTheMessage() {
        assertThatThrownBy(() -> RuntimeApiAddress.parse("h".repeat(100_000) + ":80"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void create_badAddress_failsAtOnce() {
        assertThatThrownBy(() -> ExtensionsApiClient.create("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AWS_LAMBDA_RUNTIME_API");
    }
}
