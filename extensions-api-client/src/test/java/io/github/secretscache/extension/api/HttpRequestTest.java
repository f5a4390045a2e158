package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
    private final RuntimeApiAddress address = RuntimeApiAddress.parse("[::1]:9001");

    @Test
    void withoutBody_get_hasNoLength() {
        byte[] request =
                new HttpRequest("GET", "/p", address).header("A", "b c").withoutBody();
        assertThat(new String(request, StandardCharsets.UTF_8))
                .isEqualTo("GET /p HTTP/1.1\r\nHost: [::1]:9001\r\nA: b c\r\n\r\n");
    }

    @Test
    void withJson_nonAscii_countsBytes() {
        byte[] request = new HttpRequest("POST", "/p", address).withJson("\"é\"");
        assertThat(new String(request, StandardCharsets.UTF_8))
                .isEqualTo("POST /p HTTP/1.1\r\nHost: [::1]:9001\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 4\r\n\r\n\"é\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " a", "a ", "\ta", "a\r\nX: 1", "a\nX: 1", "a\rb", "a\0b", "a\tb", "a\u007f", "a\u0085b"})
    void header_valueThatCouldEndIt_isRefusedByName(String value) {
        HttpRequest request = new HttpRequest("GET", "/p", address);
        assertThatThrownBy(() -> request.header("Lambda-Extension-Name", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Lambda-Extension-Name must not be empty")
                .hasMessageNotContainingAny("\r", "\n", "\0");
    }
}
