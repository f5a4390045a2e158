package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void of_ordinaryText_isKept() {
        assertThat(Printable.of("State from <Ready> to \"Ready\" – é, 中"))
                .isEqualTo("State from <Ready> to \"Ready\" – é, 中");
    }

    @Test
    void of_whatCouldForgeALogLine_isReplaced() {
        assertThat(Printable.of("a\r\nb\0c\u001b[31md\u0085e\u2028f\u2029g\u202eh\uD83Di"))
                .isEqualTo("a??b?c?[31md?e?f?g?h?i");
    }

    @Test
    void of_longText_isCutVisibly() {
        assertThat(Printable.of("x".repeat(501))).isEqualTo("x".repeat(500) + "…");
        assertThat(Printable.of("x".repeat(500))).isEqualTo("x".repeat(500));
    }
}
