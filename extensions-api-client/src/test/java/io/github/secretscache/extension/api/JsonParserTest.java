package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {
    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("{}", Map.of()),
                Arguments.of(" \t\r\n[ ] \n", List.of()),
                Arguments.of("null", null),
                Arguments.of("true", true),
                Arguments.of("false", false),
                Arguments.of("\"\"", ""),
                Arguments.of("0", 0L),
                Arguments.of("-0", 0L),
                Arguments.of("-12", -12L),
                Arguments.of("1795410973197", 1_795_410_973_197L),
                Arguments.of("999999999999999999", 999_999_999_999_999_999L),
                Arguments.of("9223372036854775808", 9.223372036854775808e18),
                Arguments.of("0.5", 0.5),
                Arguments.of("-1.25E+2", -125.0),
                Arguments.of("1e-2", 0.01),
                Arguments.of("1e999999999", Double.POSITIVE_INFINITY),
                Arguments.of(
                        "[1,\"a\",[null],{\"b\":{}}]",
                        Arrays.asList(1L, "a", Arrays.asList((Object) null), Map.of("b", Map.of()))),
                Arguments.of("{\"a\" : 1 , \"b\" : 2}", Map.of("a", 1L, "b", 2L)),
                Arguments.of("{\"a\":1,\"a\":2}", Map.of("a", 2L)),
                Arguments.of("{\"\":1}", Map.of("", 1L)),
                Arguments.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"),
                Arguments.of("\"\\u003cb\\u003E \\u0026 \\u00e9 \\u0000\"", "<b> & é \0"),
                Arguments.of("\"\\ud83d\\ude00 \uD83D\uDE00\"", "\uD83D\uDE00 \uD83D\uDE00"),
                Arguments.of("\"\\ud83d\"", "\uD83D"),
                Arguments.of("\"é中\u007f\u2028\"", "é中\u007f\u2028"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void parse_document_givesValue(String json, Object value) throws Exception {
        assertThat(JsonParser.parse(json)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "}",
                "]",
                ",",
                ":",
                "nul",
                "nulL",
                "True",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1.e1",
                "1e",
                "1e+",
                "0x10",
                "1_000",
                "1 2",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\"1}",
                "{\"a\":1",
                "\"a",
                "\"\\\"",
                "\"\\x41\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\u١٢٣٤\"",
                "\"\\",
                "\"\n\"",
                "\"\t\"",
                "\"\0\"",
                "\uFEFF{}",
                "\u00a0{}",
                "{}x",
                "{} {}",
                "// c\n1",
                "/**/1",
                "１",
                "[1}",
                "{\"a\":1]"
            })
    void parse_anythingElse_isRefused(String json) {
        assertThatThrownBy(() -> JsonParser.parse(json))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageStartingWith("not JSON: expected ")
                .hasMessageNotContainingAny("\n", "\0");
    }

    @Test
    void parse_mistake_saysWhere() {
        assertThatThrownBy(() -> JsonParser.parse("{\"a\":1,}"))
                .hasMessage("not JSON: expected a key in quotes at character 7, found '}'");
        assertThatThrownBy(() -> JsonParser.parse("[1"))
                .hasMessage("not JSON: expected ']' at character 2, found its end");
    }

    @Test
    void parse_nesting_isAllowedToTheLimitAndNotBeyond() throws Exception {
        String deepest = "[".repeat(JsonParser.MAX_DEPTH) + "]".repeat(JsonParser.MAX_DEPTH);
        Object value = JsonParser.parse(deepest);
        List<Object> expected = new ArrayList<>();
        for (int i = 1; i < JsonParser.MAX_DEPTH; i++) {
            expected = new ArrayList<>(List.of(expected));
        }
        assertThat(value).isEqualTo(expected);

        assertThatThrownBy(() -> JsonParser.parse("[".repeat(100_000)))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageContaining("nested more than 64 deep");
        assertThatThrownBy(() -> JsonParser.parse("{\"a\":".repeat(65)))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageContaining("nested more than 64 deep");
        // Depth, not number: siblings do not add up.
        assertThat((List<?>) JsonParser.parse("[" + "[],".repeat(1000) + "{}]")).hasSize(1001);
    }
}
